# Simulates one sample with three weights (weightings.csv): of an interview, of an examination that two in three took part
# in, and of a leaflet with replicate weights; writes R's estimates of a question of each (expected_weightings.csv).
# Run in this folder: Rscript weightings.R
suppressMessages(library(survey))
options(digits = 17)
set.seed(20261130)
n <- 400
d <- data.frame(id = 1:n, psu = rep(1:20, each = 20), stratum = rep(letters[1:4], each = 100), place = sample(1:3, n, TRUE))
d$w <- round(runif(n, .4, 2.2), 3)
d$w_exam <- ifelse(runif(n) < .66, round(d$w * runif(n, .8, 2), 3), ifelse(runif(n) < .5, 0, NA))
d$w_leaflet <- ifelse(runif(n) < .8, round(d$w * runif(n, .8, 1.6), 3), 0)
d$smokes <- rbinom(n, 1, .3)
d$pressure <- ifelse(d$w_exam > 0 & runif(n) < .97, round(rnorm(n, 130, 15), 1), NA)
d$high <- as.numeric(d$pressure >= 140)
d$lonely <- ifelse(d$w_leaflet > 0, rbinom(n, 1, .4), NA)
reps <- weights(as.svrepdesign(svydesign(ids = ~psu, weights = ~w_leaflet, data = d), type = "JK1"), "analysis")
reps <- round(reps, 5); colnames(reps) <- paste0("rep", seq_len(ncol(reps)))
d <- cbind(d, reps)
write.csv(d, "weightings.csv", row.names = FALSE, na = "")

exam <- d[d$w_exam %in% d$w_exam[which(d$w_exam > 0)], ]
leaflet <- d[d$w_leaflet > 0, ]
designs <- list(
  smokes = svydesign(ids = ~1, strata = ~stratum, weights = ~w, data = d),
  pressure = svydesign(ids = ~psu, strata = ~stratum, weights = ~w_exam, data = exam),
  high = svydesign(ids = ~psu, strata = ~stratum, weights = ~w_exam, data = exam),
  lonely = svrepdesign(weights = ~w_leaflet, repweights = "^rep[0-9]+$", data = leaflet, type = "JK1", combined.weights = TRUE))
out <- list()
row <- function(name, over, level, m, df, n) out[[length(out) + 1]] <<- data.frame(indicator = name, over = over, level = level, n = n, estimate = as.numeric(coef(m)), se = as.numeric(SE(m)), df = df)
for (name in names(designs)) {
  des <- designs[[name]]; v <- des$variables[[name]]; f <- as.formula(paste0("~", name))
  for (place in c("", 1:3)) {
    cell <- des[!is.na(v) & (place == "" | des$variables$place %in% place), ]
    row(name, "", place, svymean(f, cell), degf(cell), nrow(cell))
  }
  pair <- des[!is.na(v) & des$variables$place %in% c(1, 2), ]
  b <- svyby(f, ~place, pair, svymean, covmat = TRUE)
  row(name, "levels", "2", svycontrast(b, c(-1, 1)), degf(pair), NA)
}
write.csv(do.call(rbind, out), "expected_weightings.csv", row.names = FALSE)
