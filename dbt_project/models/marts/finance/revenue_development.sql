{{ development('revenue') }}
