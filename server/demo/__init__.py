"""An invented company, its invented town and three weeks of its life, to try everything on; nothing here is real."""
