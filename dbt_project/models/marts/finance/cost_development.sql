{{ development('cost') }}
