"""The contracts of the extracts, one YAML file each, and what reads them.

The only place where a raw column is declared. How an extract is read and held against its
contract belongs in `orchestration.ingest`.
"""

from orchestration.contracts.contract import Column, Contract, QualityRule, Reference
from orchestration.contracts.reading import ContractError, load_contracts

__all__ = ["Column", "Contract", "ContractError", "QualityRule", "Reference", "load_contracts"]
