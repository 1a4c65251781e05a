# Simulates one small two-stage survey of two waves (designs.csv) and writes what R's survey package makes of it:
# expected_designs.csv (estimates) and expected_contrasts.csv (differences). Run in this folder: Rscript designs.R
suppressMessages({library(survey)})
options(digits = 17)
set.seed(20251122)

wave <- function(year, shift) {
  d <- expand.grid(person = 1:3, ssu = 1:4, psu = 1:2, stratum = letters[1:8], stringsAsFactors = FALSE)
  d$wave <- year
  row <- seq_len(nrow(d)); d$id <- row + ifelse(year == 2024 & row %% 3 == 1, 192, 0)   # two in three of the later wave were in the earlier
  d$N1 <- c(a = 5, b = 8, c = 12, d = 9, e = 6, f = 30, g = 14, h = 7)[d$stratum]
  d$N2 <- 6 + (match(d$stratum, letters) + 3 * d$psu) %% 5
  d$weight <- round(d$N1 / 2 * d$N2 / 4 * runif(nrow(d), .7, 1.5), 4)
  d$a <- sample(c("x", "y", "z", NA), nrow(d), TRUE, c(.4, .35, .2, .05))
  d$b <- ifelse(d$stratum %in% c("a", "b", "c"), "north", "south")
  u <- rnorm(16, 0, .4)[(match(d$stratum, letters) - 1) * 2 + d$psu]
  d$yes <- as.numeric(runif(nrow(d)) < plogis(-.4 + shift + u + .6 * (d$a %in% "y")))
  d$yes[runif(nrow(d)) < .08] <- NA
  d$score <- round(5.5 + shift + u + 1.8 * rnorm(nrow(d)), 1)
  d$score[runif(nrow(d)) < .1] <- NA
  d$lonely <- ifelse(d$stratum == "h" & d$psu == 2, "only", d$stratum)   # strata h and only: one cluster each
  d
}
d1 <- wave(2023, 0); d2 <- wave(2024, .3)

full <- svydesign(id = ~psu, strata = ~stratum, weights = ~weight, data = d1, nest = TRUE)
plain <- svydesign(id = ~interaction(stratum, psu), weights = ~weight, data = d1)
reps <- list(
  JK1 = as.svrepdesign(plain, type = "JK1"), JKn = as.svrepdesign(full, type = "JKn"), BRR = as.svrepdesign(full, type = "BRR"),
  Fay = as.svrepdesign(full, type = "Fay", fay.rho = .3), bootstrap = as.svrepdesign(full, type = "subbootstrap", replicates = 30))
for (nm in names(reps)) {
  w <- round(weights(reps[[nm]], "analysis"), 5)
  colnames(w) <- paste0(nm, seq_len(ncol(w)))
  d1 <- cbind(d1, w)
}
d2[setdiff(names(d1), names(d2))] <- NA
write.csv(rbind(d1, d2), "designs.csv", row.names = FALSE, na = "")

columns <- function(nm) as.matrix(d1[grep(paste0("^", nm, "[0-9]+$"), names(d1))])
replicate_design <- function(nm, ...) suppressWarnings(svrepdesign(weights = ~weight, repweights = columns(nm), data = d1, combined.weights = TRUE, ...))
jkn <- rep(.5, 16)                                                 # (n_h - 1) / n_h with two clusters a stratum
designs <- list(
  weights = svydesign(id = ~1, weights = ~weight, data = d1),
  nested = svydesign(id = ~psu, strata = ~stratum, weights = ~weight, data = d1, nest = TRUE),
  fpc_strata = svydesign(id = ~1, strata = ~stratum, weights = ~weight, fpc = ~I(N1 * 40), data = d1),
  fpc_clusters = svydesign(id = ~psu, strata = ~stratum, weights = ~weight, fpc = ~N1, data = d1, nest = TRUE),
  fpc_fraction = svydesign(id = ~psu, strata = ~stratum, weights = ~weight, fpc = ~I(2 / N1), data = d1, nest = TRUE),
  two_stage = svydesign(id = ~psu + ssu, strata = ~stratum, weights = ~weight, fpc = ~N1 + N2, data = d1, nest = TRUE),
  three_stage = svydesign(id = ~psu + ssu + person, strata = ~stratum, weights = ~weight, fpc = ~N1 + N2 + I(5 + 0 * N1), data = d1, nest = TRUE),
  lonely_adjust = svydesign(id = ~psu, strata = ~lonely, weights = ~weight, data = d1, nest = TRUE),
  lonely_average = svydesign(id = ~psu, strata = ~lonely, weights = ~weight, data = d1, nest = TRUE),
  lonely_certainty = svydesign(id = ~psu, strata = ~lonely, weights = ~weight, data = d1, nest = TRUE),
  JK1 = replicate_design("JK1", type = "JK1"), JK1_scaled = replicate_design("JK1", type = "JK1", scale = .8),
  JKn = replicate_design("JKn", type = "JKn", scale = 1, rscales = jkn),
  JKn_mse = replicate_design("JKn", type = "JKn", scale = 1, rscales = jkn, mse = TRUE),
  BRR = replicate_design("BRR", type = "BRR"), Fay = replicate_design("Fay", type = "Fay", rho = .3),
  bootstrap = replicate_design("bootstrap", type = "bootstrap"), bootstrap_mse = replicate_design("bootstrap", type = "bootstrap", scale = .04, mse = TRUE))
source("estimates.R")

for (nm in names(designs)) {
  with_lonely(nm); des <- designs[[nm]]
  for (cell in cells(d1)) suppressWarnings(estimates(nm, cell[[1]], cell[[2]], des[cell[[3]], ]))
}
write.csv(do.call(rbind, out), "expected_designs.csv", row.names = FALSE)

out <- list()
contrast <- function(nm, v, over, by, level, from, to, des, cell, w) {
  keep <- !is.na(des$variables[[v]]) & !is.na(cell); des <- des[keep, ]; des$variables$cell <- factor(cell[keep])
  b <- svyby(as.formula(paste0("~", v)), ~cell, des, svymean, covmat = TRUE)
  k <- svycontrast(b, unname(w[as.character(b$cell)]))
  add(design = nm, indicator = v, over = over, by = by, level = level, from = from, to = to, difference = as.numeric(coef(k)), se = as.numeric(SE(k)), df = degf(des))
}
gaps <- list()
for (nm in names(designs)) {
  with_lonely(nm); des <- designs[[nm]]
  for (v in c("yes", "score")) {
    for (p in list(c("x", "y"), c("x", "z"), c("y", "z")))
      contrast(nm, v, "levels", "", "", p[1], p[2], des, ifelse(d1$a %in% p, d1$a, NA), setNames(c(-1, 1), p))
    for (l in c("x", "y", "z")) contrast(nm, v, "rest", "", "", "rest", l, des, ifelse(d1$a %in% l, l, ifelse(is.na(d1$a), NA, "rest")), setNames(c(-1, 1), c("rest", l)))
    contrast(nm, v, "levels", "b", "south", "x", "y", des, ifelse(d1$b == "south" & d1$a %in% c("x", "y"), d1$a, NA), c(x = -1, y = 1))
    contrast(nm, v, "rest", "b", "south", "rest", "y", des, ifelse(d1$b == "south", ifelse(d1$a %in% "y", "y", ifelse(is.na(d1$a), NA, "rest")), NA), c(rest = -1, y = 1))
  }
}
# The same people in both waves: one design over both, with the person (or the cluster) as the sampling unit.
d2$wave <- 2024; both <- rbind(d1, d2); with_lonely("")
panels <- list(panel_weights = svydesign(id = ~id, weights = ~weight, data = both), panel_strata = svydesign(id = ~id, strata = ~stratum, weights = ~weight, data = both),
  panel_clusters = svydesign(id = ~psu, strata = ~stratum, weights = ~weight, data = both, nest = TRUE))
for (nm in names(panels)) for (v in c("yes", "score")) {
  des <- panels[[nm]]; cell <- paste(both$wave, both$a, sep = ".")
  contrast(nm, v, "waves", "", "", "2023", "2024", des, both$wave, c(`2023` = -1, `2024` = 1))
  contrast(nm, v, "waves", "a", "x", "2023", "2024", des, ifelse(both$a %in% "x", both$wave, NA), c(`2023` = -1, `2024` = 1))
  contrast(nm, v, "gap", "a", "x..z", "2023", "2024", des, ifelse(both$a %in% c("x", "z"), cell, NA), c(`2023.x` = 1, `2023.z` = -1, `2024.x` = -1, `2024.z` = 1))
}
write.csv(do.call(rbind, out), "expected_contrasts.csv", row.names = FALSE)

# Korn-Graubard where the share is 1: Clopper-Pearson with n lowered by (t[n-1] / t[df])^2, as svyciprop(method = "beta") lowers its effective n.
out <- list()
for (n in c(5, 30, 31, 200)) for (df in c(1, 4, 29, n - 1)) if (df < n) {
  n.eff <- n * (qt(.025, n - 1) / qt(.025, df))^2
  add(n = n, df = df, ci_low = qbeta(.025, n.eff, 1), ci_high = 1)
}
write.csv(do.call(rbind, out), "expected_unanimous.csv", row.names = FALSE)
