"""What can be run to see how the product was made and how it is used."""
