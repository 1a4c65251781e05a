"""The workbench: a researcher's codebook as tables beside its figures, on the researcher's own machine.

`rows` and `kinds` are codebook ⇄ table, `desk` is what can be done with both, `commands` what is left to
the command line, `page` the Streamlit page, `start` what `monitor workbench` runs. `monitor serve` knows
nothing of it.
"""
