# R's answers to questions about several cells at once, on the survey of designs.csv (designs.R) under its designs:
# expected_joint.csv (a test over all levels), expected_indices.csv (inequality), expected_people.csv (numbers of people),
# expected_standardised.csv, expected_quantiles.csv, expected_ratios.csv. Run in this folder: Rscript summaries.R
suppressMessages(library(survey))
options(digits = 17, warn = -1)
d1 <- subset(read.csv("designs.csv", na.strings = ""), wave == 2023)
d1$kind <- cut(d1$score, c(-Inf, 4.5, 6.5, Inf), labels = c("low", "middle", "high"))
columns <- function(nm) as.matrix(d1[grep(paste0("^", nm, "[0-9]+$"), names(d1))])
rep_design <- function(nm, ...) svrepdesign(weights = ~weight, repweights = columns(nm), data = d1, combined.weights = TRUE, ...)
designs <- list(
  weights = svydesign(id = ~1, weights = ~weight, data = d1),
  nested = svydesign(id = ~psu, strata = ~stratum, weights = ~weight, data = d1, nest = TRUE),
  fpc_clusters = svydesign(id = ~psu, strata = ~stratum, weights = ~weight, fpc = ~N1, data = d1, nest = TRUE),
  two_stage = svydesign(id = ~psu + ssu, strata = ~stratum, weights = ~weight, fpc = ~N1 + N2, data = d1, nest = TRUE),
  lonely_adjust = svydesign(id = ~psu, strata = ~lonely, weights = ~weight, data = d1, nest = TRUE),
  lonely_average = svydesign(id = ~psu, strata = ~lonely, weights = ~weight, data = d1, nest = TRUE),
  JK1 = rep_design("JK1", type = "JK1"), JKn_mse = rep_design("JKn", type = "JKn", scale = 1, rscales = rep(.5, 16), mse = TRUE),
  BRR = rep_design("BRR", type = "BRR"), Fay = rep_design("Fay", type = "Fay", rho = .3), bootstrap = rep_design("bootstrap", type = "bootstrap"))
still <- list(epsilon = 1e-14, maxit = 100)                                       # glm goes on until it stands still
joint <- list(); indices <- list(); people <- list(); standard <- list(); quantiles <- list(); ratios <- list()
for (nm in names(designs)) {
  options(survey.lonely.psu = if (grepl("^lonely", nm)) sub("lonely_", "", nm) else "fail")
  des <- designs[[nm]]
  for (v in c("yes", "kind", "score")) {
    cell <- des[!is.na(d1[[v]]) & !is.na(d1$a), ]
    if (v == "score") {
      t <- regTermTest(svyglm(score ~ a, cell), ~a)
      found <- c(t$Ftest, t$df, t$ddf, t$p)
    } else {
      t <- svychisq(as.formula(paste0("~", v, "+a")), cell, statistic = "F")
      found <- c(t$statistic, t$parameter, t$p.value)
    }
    joint[[length(joint) + 1]] <- data.frame(design = nm, indicator = v, statistic = as.numeric(found[1]), ndf = as.numeric(found[2]), df = as.numeric(found[3]), p = as.numeric(found[4]))
  }
  for (v in c("yes", "score")) {
    cell <- des[!is.na(d1[[v]]) & !is.na(d1$a), ]
    w <- tapply(weights(cell, "sampling"), cell$variables$a, sum); share <- w / sum(w)
    ridit <- cumsum(share) - share / 2
    cell$variables$rank <- as.numeric(ridit[cell$variables$a])
    b <- svyby(as.formula(paste0("~", v)), ~a, cell, svymean, covmat = TRUE)
    gap <- svycontrast(b, list(d = quote(z - x), r = quote(log(z / x))))
    fit <- if (v == "yes") svyglm(yes ~ rank, cell, family = quasibinomial, control = still) else svyglm(score ~ rank, cell)
    names(fit$coefficients) <- c("b0", "b1"); V <- vcov(fit)
    ends <- if (v == "yes") list(s = quote(1 / (1 + exp(-b0 - b1)) - 1 / (1 + exp(-b0))), r = quote(log((1 + exp(-b0)) / (1 + exp(-b0 - b1))))) else list(s = quote(b1), r = quote(log((b0 + b1) / b0)))
    est <- sapply(ends, eval, as.list(coef(fit))); se <- sapply(ends, function(e) { g <- deriv(e, c("b0", "b1")); j <- attr(eval(g, as.list(coef(fit))), "gradient"); sqrt(j %*% V %*% t(j)) })
    if (inherits(des, "svyrep.design")) {                                           # each replicate's own index
      reps <- withReplicates(cell, function(pw, data) { f <- if (v == "yes") glm(yes ~ rank, data, family = quasibinomial, weights = pw, control = still) else lm(score ~ rank, data, weights = pw)
        names(f$coefficients) <- c("b0", "b1"); sapply(ends, eval, as.list(coef(f))) })
      est <- as.numeric(coef(reps)); se <- as.numeric(SE(reps))
      pair <- withReplicates(cell, function(pw, data) { m <- tapply(pw * data[[v]], data$a, sum) / tapply(pw, data$a, sum); c(m["z"] - m["x"], log(m["z"] / m["x"])) })
      gap_est <- as.numeric(coef(pair)); gap_se <- as.numeric(SE(pair))
    } else { gap_est <- as.numeric(coef(gap)); gap_se <- as.numeric(SE(gap)) }
    indices[[length(indices) + 1]] <- data.frame(design = nm, indicator = v, measure = c("difference", "ratio", "slope", "relative"), estimate = c(gap_est, est), se = c(gap_se, se), df = degf(cell))
  }
  for (level in c("", "x", "y", "z")) {
    cell <- des[!is.na(d1$yes) & (level == "" | d1$a %in% level), ]
    t <- svytotal(~yes, cell)
    people[[length(people) + 1]] <- data.frame(design = nm, level = level, estimate = as.numeric(coef(t)), se = as.numeric(SE(t)), df = degf(cell))
  }
  for (level in c("", "x", "y", "z")) {
    cell <- des[!is.na(d1$score) & (level == "" | d1$a %in% level), ]
    q <- svyquantile(~score, cell, c(.1, .25, .5, .75))$score
    r <- svyratio(~score, ~N2, cell)
    ratios[[length(ratios) + 1]] <- data.frame(design = nm, level, estimate = as.numeric(coef(r)), se = as.numeric(SE(r)), df = degf(cell))
    quantiles[[length(quantiles) + 1]] <- data.frame(design = nm, level, part = c("0.1", "0.25", "0.5", "0.75"), estimate = q[, 1], se = q[, 4], ci_low = q[, 2], ci_high = q[, 3], df = degf(cell))
  }
  if (!inherits(des, "svyrep.design")) for (level in c("", "north", "south")) {
    cell <- des[!is.na(d1$yes) & !is.na(d1$a) & (level == "" | d1$b %in% level), ]
    m <- svymean(~yes, svystandardize(cell, by = ~a, over = ~1, population = c(x = 50, y = 30, z = 20)))
    standard[[length(standard) + 1]] <- data.frame(design = nm, level = level, estimate = as.numeric(coef(m)), se = as.numeric(SE(m)), df = degf(cell))
  }
}
write.csv(do.call(rbind, joint), "expected_joint.csv", row.names = FALSE)
write.csv(do.call(rbind, indices), "expected_indices.csv", row.names = FALSE)
write.csv(do.call(rbind, people), "expected_people.csv", row.names = FALSE)
write.csv(do.call(rbind, ratios), "expected_ratios.csv", row.names = FALSE)
write.csv(do.call(rbind, quantiles), "expected_quantiles.csv", row.names = FALSE)
write.csv(do.call(rbind, standard), "expected_standardised.csv", row.names = FALSE)
