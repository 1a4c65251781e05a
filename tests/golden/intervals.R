# Intervals of shares in the survey of designs.csv: beta by R's own svyciprop; Wilson, which survey 4.1 does not have, as
# Dean and Pagano (2015) give it (expected_intervals.csv). Run in this folder: Rscript intervals.R
suppressMessages(library(survey))
options(digits = 17, warn = -1)
d <- subset(read.csv("designs.csv", na.strings = ""), wave == 2023)
columns <- as.matrix(d[grep("^JK1[0-9]+$", names(d))])
designs <- list(
  weights = svydesign(id = ~1, weights = ~weight, data = d),
  nested = svydesign(id = ~psu, strata = ~stratum, weights = ~weight, data = d, nest = TRUE),
  two_stage = svydesign(id = ~psu + ssu, strata = ~stratum, weights = ~weight, fpc = ~N1 + N2, data = d, nest = TRUE),
  JK1 = svrepdesign(weights = ~weight, repweights = columns, data = d, combined.weights = TRUE, type = "JK1"))
out <- list()
for (nm in names(designs)) for (level in c("", "x", "y", "z")) {
  cell <- designs[[nm]][!is.na(d$yes) & (level == "" | d$a %in% level), ]
  beta <- attr(svyciprop(~yes, cell, method = "beta"), "ci")
  m <- svymean(~yes, cell); p <- as.numeric(coef(m)); n <- nrow(cell); z <- qnorm(.975)
  n.eff <- p * (1 - p) / as.numeric(vcov(m)) * (qt(.025, n - 1) / qt(.025, degf(cell)))^2
  wilson <- (p + z^2 / (2 * n.eff) + c(-1, 1) * z * sqrt(p * (1 - p) / n.eff + z^2 / (4 * n.eff^2))) / (1 + z^2 / n.eff)
  out[[length(out) + 1]] <- data.frame(design = nm, level, method = c("beta", "wilson"), ci_low = c(beta[1], wilson[1]), ci_high = c(beta[2], wilson[2]))
}
write.csv(do.call(rbind, out), "expected_intervals.csv", row.names = FALSE)
