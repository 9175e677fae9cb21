"""Claims meet: what marketing released, what sales delivered, what the field saw; each difference with an owner."""
