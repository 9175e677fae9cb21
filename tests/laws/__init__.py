"""Random histories of phones, office and server, each stepped by one seed, and the laws that hold at their rest."""
