# Simulates answers with holes (derived.csv), makes variables of several of them in plain R, and writes what R's survey
# package makes of these (expected_derived.csv). Run in this folder: Rscript derived.R
suppressMessages(library(survey))
options(digits = 17)
set.seed(20261129)
n <- 420
code <- function(p) sample(c(1, 2, 8, 9, NA), n, TRUE, p)
d <- data.frame(id = 1:n, w = round(runif(n, .4, 2.1), 3), stratum = sample(letters[1:4], n, TRUE), place = sample(1:3, n, TRUE),
  a = code(c(.30, .50, .05, .05, .10)), b = code(c(.20, .60, .05, .05, .10)), c = code(c(.15, .65, .05, .05, .10)),
  x = sample(c(0:10, 99), n, TRUE), y = sample(c(0:10, 99), n, TRUE), z = sample(c(0:10, 99, NA), n, TRUE),
  s = sample(c("ja", "nee", ""), n, TRUE))
write.csv(d, "derived.csv", row.names = FALSE, na = "")

yes <- function(v) v %in% 1
ok <- function(v) v %in% c(1, 2)
number <- function(v) ifelse(v %in% 99, NA, v)
d$first <- ifelse(ok(d$a), d$a, ifelse(ok(d$b), d$b, ifelse(ok(d$c), d$c, NA)))
hit <- yes(d$a) | yes(d$b) | yes(d$c); many <- ok(d$a) + ok(d$b) + ok(d$c)
d$any_all <- ifelse(hit, 1, ifelse(many == 3, 0, NA))
d$any_two <- ifelse(hit, 1, ifelse(many >= 2, 0, NA))
xyz <- cbind(number(d$x), number(d$y), number(d$z))
d$total <- rowSums(xyz)
d$mean_two <- ifelse(rowSums(!is.na(xyz)) >= 2, rowMeans(xyz, na.rm = TRUE), NA)
d$both <- ifelse(yes(d$a) & yes(d$b), 2, ifelse(yes(d$a) | d$b %in% 1, 1, ifelse(ok(d$a) & ok(d$b), 0, NA)))
d$chained <- ifelse(d$any_two %in% 1 & d$s == "ja", 1, ifelse(!is.na(d$any_two) & d$s != "", 0, NA))
design <- svydesign(ids = ~1, strata = ~stratum, weights = ~w, data = d)
out <- list()
for (name in c("first", "any_all", "any_two", "chained", "total", "mean_two", paste0("both", 0:2))) {
  v <- if (grepl("^both", name)) ifelse(is.na(d$both), NA, as.numeric(d$both == as.numeric(sub("both", "", name)))) else d[[name]]
  if (name == "first") v <- as.numeric(v == 1)
  design$variables$v <- v
  for (place in c("", 1:3)) {
    cell <- design[!is.na(v) & (place == "" | d$place %in% place), ]
    m <- svymean(~v, cell)
    out[[length(out) + 1]] <- data.frame(indicator = name, level = place, n = nrow(cell), estimate = as.numeric(coef(m)), se = as.numeric(SE(m)), df = degf(cell))
  }
}
write.csv(do.call(rbind, out), "expected_derived.csv", row.names = FALSE)
