# Reads designs.csv (designs.R) and writes what R's survey package makes of it with the other sorts of replicate weights that svrepdesign
# takes, and with lonely units left out: expected_replicates.csv. The columns of one sort stand in for those of another: what is tested is
# what R makes of given columns. Run in this folder: Rscript replicates.R
suppressMessages({library(survey)})
options(digits = 17)
every <- read.csv("designs.csv", na.strings = ""); d1 <- every[every$wave == 2023, ]

columns <- function(nm) as.matrix(d1[grep(paste0("^", nm, "[0-9]+$"), names(d1))])
replicate_design <- function(nm, ...) suppressWarnings(svrepdesign(weights = ~weight, repweights = columns(nm), data = d1, combined.weights = TRUE, ...))
designs <- list(
  JK2 = replicate_design("JKn", type = "JK2"), JK2_mse = replicate_design("JKn", type = "JK2", mse = TRUE),
  ACS = replicate_design("bootstrap", type = "ACS"), SDR = replicate_design("bootstrap", type = "successive-difference"),
  other = replicate_design("JK1", type = "other", scale = .7, rscales = seq(.5, 1.25, length.out = 16)),
  other_mse = replicate_design("BRR", type = "other", scale = .1, rscales = 1, mse = TRUE),
  lonely_remove = svydesign(id = ~psu, strata = ~lonely, weights = ~weight, data = d1, nest = TRUE))
source("estimates.R")

for (nm in names(designs)) {
  with_lonely(nm); des <- designs[[nm]]
  for (cell in cells(d1)) suppressWarnings(estimates(nm, cell[[1]], cell[[2]], des[cell[[3]], ]))
}
write.csv(do.call(rbind, out), "expected_replicates.csv", row.names = FALSE)
