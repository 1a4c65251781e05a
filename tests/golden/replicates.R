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
with_lonely <- function(nm) options(survey.lonely.psu = if (grepl("^lonely", nm)) sub("lonely_", "", nm) else "fail")

out <- list()
add <- function(...) out[[length(out) + 1]] <<- data.frame(..., stringsAsFactors = FALSE)
estimates <- function(nm, by, level, sub) {
  s <- subset(sub, !is.na(yes)); m <- svymean(~yes, s, deff = TRUE)
  if (coef(m) > 0 && coef(m) < 1) {
    # svyciprop(method = "logit") itself, but with glm iterated until it stands still
    fit <- svyglm(yes ~ 1, s, family = quasibinomial, control = glm.control(epsilon = 1e-14, maxit = 100))
    ci <- as.numeric(plogis(confint(fit, 1, ddf = degf(s))))
    add(design = nm, indicator = "yes", category = "", by = by, level = level, n = nrow(s), sum_weights = sum(weights(s, "sampling")), estimate = as.numeric(coef(m)),
        se = as.numeric(SE(m)), ci_low = ci[1], ci_high = ci[2], df = degf(s), deff = as.numeric(deff(m)),
        deff_replace = as.numeric(deff(svymean(~yes, s, deff = "replace"))))
  }
  s <- subset(sub, !is.na(score)); m <- svymean(~score, s, deff = TRUE); ci <- as.numeric(confint(m, df = degf(s)))
  add(design = nm, indicator = "score", category = "", by = by, level = level, n = nrow(s), sum_weights = sum(weights(s, "sampling")), estimate = as.numeric(coef(m)),
      se = as.numeric(SE(m)), ci_low = ci[1], ci_high = ci[2], df = degf(s), deff = as.numeric(deff(m)),
      deff_replace = as.numeric(deff(svymean(~score, s, deff = "replace"))))
  q <- svyquantile(~score, s, .5)$score
  # The rule "math" takes the second value where a probability lies within the weight of the first (survey 4.1-1, qrule_math); the
  # definition has the first. Such a bound is left out.
  part <- as.numeric(confint(svymean(as.formula(paste0("~I(as.numeric(score <= ", q[1, 1], "))")), s), df = degf(s))); w <- weights(s, "sampling")
  first <- sum(w[s$variables$score == min(s$variables$score)]) / sum(w)
  if (!is.na(q[1, 2]) && part[1] < first) q[1, 2] <- NA
  add(design = nm, indicator = "score", category = "median", by = by, level = level, n = nrow(s), sum_weights = sum(weights(s, "sampling")), estimate = q[1, 1],
      se = q[1, 4], ci_low = q[1, 2], ci_high = q[1, 3], df = degf(s), deff = NA, deff_replace = NA)
}
cells <- function(d) list(list("", "", rep(TRUE, nrow(d))), list("a", "x", d$a %in% "x"), list("a", "y", d$a %in% "y"), list("a", "z", d$a %in% "z"),
  list("a", "xy", d$a %in% c("x", "y")), list("b", "north", d$b == "north"), list("b", "south", d$b == "south"),
  list("a,b", "x,north", d$a %in% "x" & d$b == "north"), list("a,b", "y,south", d$a %in% "y" & d$b == "south"))
for (nm in names(designs)) {
  with_lonely(nm); des <- designs[[nm]]
  for (cell in cells(d1)) suppressWarnings(estimates(nm, cell[[1]], cell[[2]], des[cell[[3]], ]))
}
write.csv(do.call(rbind, out), "expected_replicates.csv", row.names = FALSE)
