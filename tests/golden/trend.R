# Simulates four waves of samples of their own (trend.csv) and writes the slope a year of a straight line through their
# estimates, in R's survey (expected_trend.csv). Degrees of freedom after Satterthwaite. Run in this folder: Rscript trend.R
suppressMessages(library(survey))
options(digits = 17)
set.seed(20261201)
wave <- function(year, level) {
  n <- 320
  d <- data.frame(year, psu = rep(1:32, each = 10), stratum = rep(letters[1:4], each = 80), place = sample(1:2, n, TRUE), age = sample(1:3, n, TRUE), school = sample(1:3, n, TRUE), w = round(runif(n, 20, 90), 2))
  d$uses <- rbinom(n, 1, plogis(level + .5 * (d$school - 2) + .2 * (d$age == 1) + rep(rnorm(32, 0, .3), each = 10)))
  d$score <- round(5 + level + .4 * d$school + rnorm(n), 1)
  d$kind <- pmin(3, pmax(1, round(2 + .3 * (d$school - 2) + rnorm(n, 0, .7))))
  d$uses[runif(n) < .04] <- NA
  d
}
years <- c(2018, 2020, 2021, 2024)
d <- do.call(rbind, Map(wave, years, c(-.6, -.4, 0, .35)))
write.csv(d, "trend.csv", row.names = FALSE, na = "")
whole <- svydesign(ids = ~interaction(year, psu, drop = TRUE), strata = ~interaction(year, stratum, drop = TRUE), weights = ~w, data = d)
part <- (years - mean(years)) / sum((years - mean(years))^2)
out <- list()
for (v in c("uses", "score")) for (level in c("", 1:3)) {
  cell <- whole[!is.na(d[[v]]) & (level == "" | d$school %in% level), ]
  b <- svyby(as.formula(paste0("~", v)), ~year, cell, svymean, covmat = TRUE)
  slope <- svycontrast(b, part)
  variance <- part^2 * SE(b)^2
  dfs <- sapply(years, function(y) degf(cell[cell$variables$year == y, ]))
  df <- sum(variance)^2 / sum(variance^2 / dfs)
  out[[length(out) + 1]] <- data.frame(indicator = v, level, estimate = as.numeric(coef(slope)), se = as.numeric(SE(slope)), df, p = 2 * pt(-abs(as.numeric(coef(slope) / SE(slope))), df))
}
write.csv(do.call(rbind, out), "expected_trend.csv", row.names = FALSE)
