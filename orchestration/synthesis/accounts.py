"""The sample's chart of accounts: number, name and how often an account is used in its group.

Which group an account belongs to follows from ``dbt_project/seeds/account_mapping.csv``, as it
does in the warehouse; amounts belong in ``economy``.
"""

import csv
from dataclasses import dataclass

from orchestration.synthesis.figures import SEEDS


@dataclass(frozen=True)
class Account:
    """An account: its number, its Swedish name, its weight among the accounts of its group."""

    number: str
    name: str
    weight: float


CHART = [
    Account("1110", "Byggnader", 1),
    Account("1210", "Medicinteknisk utrustning", 6),
    Account("1220", "Fordon och ambulanser", 3),
    Account("1230", "Inventarier", 2),
    Account("1290", "Ackumulerade avskrivningar", 1),
    Account("1510", "Kundfordringar", 1),
    Account("1610", "Fordringar hos staten", 1),
    Account("1790", "Förutbetalda kostnader och upplupna intäkter", 1),
    Account("1930", "Bank", 1),
    Account("2440", "Leverantörsskulder", 1),
    Account("2710", "Skuld till personalen, skatter och avgifter", 1),
    Account("2910", "Upplupna kostnader och förutbetalda intäkter", 1),
    Account("2950", "Hjälpmedel, skuld till kunderna", 1),
    Account("3011", "Patientavgifter läkarbesök", 5),
    Account("3012", "Patientavgifter övriga besök", 4),
    Account("3013", "Patientavgifter uteblivna besök", 1),
    Account("3020", "Egenavgifter sjukresor", 2),
    Account("3110", "Patientavgifter vuxentandvård", 7),
    Account("3120", "Tandvårdsersättning från Försäkringskassan", 4),
    Account("3130", "Implantat och protetik", 1),
    Account("3160", "Frisktandvård, abonnemang", 1),
    Account("3210", "Såld vård inom regionen", 6),
    Account("3220", "Såld vård till andra regioner", 2),
    Account("3230", "Sålda undersökningar och analyser", 4),
    Account("3310", "Hyra av hjälpmedel", 4),
    Account("3320", "Försäljning av hjälpmedel", 1),
    Account("3350", "Avräkning hjälpmedel", 1),
    Account("3410", "Vårdvalsersättning", 6),
    Account("3420", "Ersättning vaccinationer", 1),
    Account("3510", "Statsbidrag", 2),
    Account("3610", "Utbildningsersättning", 1),
    Account("3990", "Övriga intäkter", 1),
    Account("4010", "Månadslöner", 12),
    Account("4020", "Timlöner", 3),
    Account("4030", "Jour och beredskap", 3),
    Account("4110", "Ersättning obekväm arbetstid", 4),
    Account("4120", "Övertid och fyllnadstid", 2),
    Account("4210", "Semesterlön", 3),
    Account("4220", "Sjuklön", 2),
    Account("4310", "Arbetsgivaravgifter", 6),
    Account("4320", "Pensionskostnader", 3),
    Account("4410", "Kurser och konferenser", 3),
    Account("4420", "Utbildningslön", 3),
    Account("4430", "Resor och logi vid utbildning", 1),
    Account("4510", "Inhyrda läkare", 1),
    Account("4520", "Inhyrda sjuksköterskor", 1),
    Account("4540", "Annan inhyrd vårdpersonal", 1),
    Account("5010", "Köpt vård inom regionen", 3),
    Account("5020", "Köpt vård av andra regioner", 2),
    Account("5030", "Köpt vård av privata vårdgivare", 2),
    Account("5110", "Köpt jour", 1),
    Account("5210", "Rekvisitionsläkemedel", 3),
    Account("5220", "Läkemedel på recept", 4),
    Account("5310", "Sjukvårdsmaterial", 4),
    Account("5320", "Laboratoriematerial och reagens", 3),
    Account("5330", "Kontrastmedel", 1),
    Account("5410", "Tandvårdsmaterial", 3),
    Account("5420", "Tandteknik", 2),
    Account("5510", "Hörapparater", 3),
    Account("5515", "Synhjälpmedel", 1),
    Account("5520", "Rörelsehjälpmedel", 4),
    Account("5530", "Hjälpmedel för hemsjukvård", 2),
    Account("5540", "Kommunikationshjälpmedel", 1),
    Account("5610", "Nutritionsprodukter", 1),
    Account("5710", "Sjukresor med taxi", 5),
    Account("5720", "Liggande sjukresor", 2),
    Account("5730", "Egen bil, ersättning", 1),
    Account("6010", "Lokalhyra", 6),
    Account("6020", "Städning", 2),
    Account("6030", "El, vatten och värme", 1),
    Account("6310", "IT-tjänster", 4),
    Account("6410", "Telefoni", 1),
    Account("6510", "Drivmedel och fordonsdrift", 1),
    Account("6610", "Service av medicinteknisk utrustning", 2),
    Account("6710", "Tvätt och textilier", 1),
    Account("6810", "Kost", 1),
    Account("6910", "Konsulter", 1),
    Account("7010", "Förbrukningsinventarier", 1),
    Account("7410", "Administrativa tjänster", 2),
    Account("7810", "Avskrivning medicinteknisk utrustning", 4),
    Account("7820", "Avskrivning fordon", 1),
    Account("7830", "Avskrivning inventarier", 2),
    Account("8310", "Ränteintäkter", 2),
    Account("8410", "Räntekostnader", 1),
    Account("8910", "Interna regleringar", 1),
]


def accounts_by_group() -> dict[str, list[Account]]:
    """The accounts of each leaf of the account-group tree, as the seed maps them.

    Raises:
        ValueError: an account of the chart lies in no interval of the seed.
    """
    with (SEEDS / "account_mapping.csv").open(encoding="utf-8", newline="") as file:
        intervals = list(csv.DictReader(file))
    groups: dict[str, list[Account]] = {}
    for account in CHART:
        containing = [
            interval["account_group"]
            for interval in intervals
            if interval["account_from"] <= account.number <= interval["account_to"]
        ]
        if len(containing) != 1:
            raise ValueError(f"account {account.number} lies in {len(containing)} intervals")
        groups.setdefault(containing[0], []).append(account)
    return groups
