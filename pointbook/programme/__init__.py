"""The rules of a points programme, as its book keeps them."""
