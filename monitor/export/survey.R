# Reads survey files and estimates with the survey package (Lumley 2010), as the monitor itself does.
library(survey)

folder <- Sys.getenv("SURVEY_FILES", ".")
results <- data.frame()
contrasts <- data.frame()
share_interval <- "logit"

# One file, its variable names in small letters. Values that the file declares missing stay; `declared` tells which.
read_survey <- function(name, encoding = NULL) {
  path <- file.path(folder, name)
  data <- switch(tolower(tools::file_ext(name)),
    dta = haven::read_dta(path, encoding = encoding),
    por = haven::read_por(path, user_na = TRUE),
    csv = read_csv(path),
    haven::read_sav(path, encoding = encoding, user_na = TRUE)
  )
  names(data) <- tolower(names(data))
  data
}

# With commas, or with semicolons and decimal commas.
read_csv <- function(path) {
  semicolons <- grepl(";", readLines(path, n = 1, warn = FALSE), fixed = TRUE)
  utils::read.table(path, header = TRUE, sep = if (semicolons) ";" else ",", dec = if (semicolons) "," else ".",
    quote = "\"", fill = TRUE, comment.char = "", check.names = FALSE, fileEncoding = "UTF-8-BOM", na.strings = "")
}

plain <- function(x) as.vector(unclass(x))

declared <- function(x) {
  range <- attr(x, "na_range")
  inside <- if (length(range) == 2) plain(x) >= range[1] & plain(x) <= range[2] else FALSE
  plain(x) %in% attr(x, "na_values") | inside %in% TRUE
}

# Whether each value is one of the codes; a list of two is a range.
among <- function(x, ...) {
  x <- plain(x)
  hit <- rep(FALSE, length(x))
  for (code in list(...)) {
    hit <- hit | (if (!is.list(code)) x %in% code else is.numeric(x) & x >= code[[1]] & x <= code[[2]]) %in% TRUE
  }
  hit
}

# Whether each value is an answer: not empty, not `missing`, and not declared missing unless it is one of the named answers.
answered <- function(x, missing = FALSE, named = FALSE) {
  empty <- is.na(plain(x)) | trimws(as.character(plain(x))) %in% ""
  !empty & !missing & (named | !declared(x))
}

# Membership of each level; a value belongs to the first level that names it.
first_of <- function(levels) {
  taken <- rep(FALSE, length(levels[[1]]))
  for (name in names(levels)) {
    levels[[name]] <- levels[[name]] & !taken
    taken <- taken | levels[[name]]
  }
  levels
}

# Derived variables: `x` the variables that one is made of, `ok` which of their values are answers.
made_first <- function(x, ok) {
  made <- plain(x[[1]])
  made[] <- NA
  for (i in rev(seq_along(x))) made[ok[[i]]] <- plain(x[[i]])[ok[[i]]]
  made
}

made_any <- function(x, ok, needs, ...) {
  hits <- lapply(x, among, ...)
  hit <- Reduce(`|`, hits)
  ifelse(hit, 1, ifelse(Reduce(`+`, Map(`|`, ok, hits)) >= needs, 0, NA))
}

made_sum <- function(x, ok, needs, mean = FALSE) {
  total <- Reduce(`+`, Map(function(x, ok) ifelse(ok, plain(x), 0), x, ok))
  many <- Reduce(`+`, ok)
  ifelse(many >= needs, if (mean) total / many else total, NA)
}

# `cases` holds a value and who it is for, the first case first.
made_cases <- function(ok, needs, cases, otherwise = NA) {
  made <- ifelse(Reduce(`+`, ok) >= needs, otherwise, NA)
  for (case in rev(cases)) made[case[[2]]] <- case[[1]]
  made
}

interval <- function(estimate, se, df, n, kind) {
  if (kind == "mean") {
    return(estimate + c(-1, 1) * qt(.975, df) * se)
  }
  if (estimate > 0 && estimate < 1) {
    n.eff <- estimate * (1 - estimate) / se^2 * (qt(.975, n - 1) / qt(.975, df))^2
    if (share_interval == "beta") { # Korn and Graubard (1998)
      return(c(qbeta(.025, n.eff * estimate, n.eff * (1 - estimate) + 1), qbeta(.975, n.eff * estimate + 1, n.eff * (1 - estimate))))
    }
    if (share_interval == "wilson") { # Dean and Pagano (2015)
      z <- qnorm(.975)
      half <- z * sqrt(estimate * (1 - estimate) / n.eff + z^2 / (4 * n.eff^2))
      return((estimate + z^2 / (2 * n.eff) + c(-1, 1) * half) / (1 + z^2 / n.eff))
    }
    return(plogis(qlogis(estimate) + c(-1, 1) * qt(.975, df) * se / (estimate * (1 - estimate))))
  }
  reach <- .025^(1 / (n * (qt(.975, n - 1) / qt(.975, df))^2)) # Korn and Graubard (1998)
  if (estimate > 0.5) c(reach, 1) else c(0, 1 - reach)
}

estimate <- function(cell, n, kind) {
  if (kind == "median") {
    q <- svyquantile(~y, cell, 0.5)$y
    return(data.frame(n = n, estimate = q[1, 1], se = q[1, 4], ci_low = q[1, 2], ci_high = q[1, 3], df = degf(cell), kind = kind))
  }
  mean <- svymean(~y, cell)
  value <- as.numeric(coef(mean))
  se <- as.numeric(SE(mean))
  ends <- interval(value, se, degf(cell), n, kind)
  if (share_interval == "logit" && inherits(cell, "svyrep.design") && kind == "share" && value > 0 && value < 1) {
    ends <- as.numeric(attr(svyciprop(~y, cell, method = "logit", df = degf(cell)), "ci"))
  }
  data.frame(n = n, estimate = value, se = se, ci_low = ends[1], ci_high = ends[2], df = degf(cell), kind = kind)
}

# The levels where there is no breakdown.
everyone <- setNames(list(TRUE), "")

# Adds the t test of a difference.
difference <- function(row, value, se, df) {
  ends <- value + c(-1, 1) * qt(.975, df) * se
  numbers <- data.frame(difference = value, se, df, ci_low = ends[1], ci_high = ends[2], p = 2 * pt(-abs(value / se), df))
  contrasts <<- rbind(contrasts, cbind(row, numbers))
}

# Each pair of levels, and each level against the rest of its breakdown, in one sample. `levels` is a list of who is in
# each, with its breakdown's name and pairs; the regression on one dummy is the difference of two means, with their covariance.
compare <- function(design, row, valid, levels, within, other) {
  pairs <- attr(levels, "pairs")
  plain <- attr(levels, "plain")
  sides <- lapply(pairs, function(pair) list(over = "levels", from = pair[1], to = pair[2], low = levels[[pair[1]]], high = levels[[pair[2]]]))
  if (length(plain) > 1) {
    sides <- c(sides, lapply(plain, function(name) {
      list(over = "rest", from = "rest", to = name, low = Reduce(`|`, levels[setdiff(plain, name)]), high = levels[[name]])
    }))
  }
  for (side in sides) {
    inside <- valid & within & (side$low | side$high)
    if (!any(inside & side$low) || !any(inside & side$high)) next
    design$variables$.to <- as.numeric(side$high)
    cell <- design[inside, ]
    fit <- svyglm(y ~ .to, cell)
    by <- data.frame(breakdown1 = attr(levels, "name"), breakdown2 = if (nzchar(other)) attr(other, "name") else "", level1 = "", level2 = c(other))
    difference(cbind(row, by, data.frame(over = side$over, from = side$from, to = side$to)), coef(fit)[[2]], SE(fit)[[2]], degf(cell))
  }
}

# Each pair of levels of one breakdown, inside each level of the other.
compare_all <- function(design, row, valid, levels, within) {
  if (is.null(attr(levels, "name"))) return(invisible())
  for (i in seq_along(within)) {
    compare(design, row, valid, levels, within[[i]], structure(names(within)[i], name = attr(within, "name")))
  }
}

# Rows of independent samples: variances add up, degrees of freedom after Satterthwaite.
between <- function(over, from, to, indicator) {
  keys <- c("indicator", "category", "wave", "group", "level1", "level2")
  rows <- results[results$indicator == indicator, ]
  low <- rows[rows[[over]] == from, ]
  high <- rows[rows[[over]] == to, ]
  same <- setdiff(keys, over)
  at <- match(do.call(paste, c(high[same], sep = "\r")), do.call(paste, c(low[same], sep = "\r")))
  for (i in which(!is.na(at))) {
    one <- low[at[i], ]
    other <- high[i, ]
    df <- (one$se^2 + other$se^2)^2 / (one$se^4 / one$df + other$se^4 / other$df)
    row <- cbind(other[c("indicator", "category", "wave", "group")], named_by(other))
    row <- cbind(row, data.frame(over = paste0(over, "s"), from, to))
    if (over == "group") row$group <- ""
    difference(row, other$estimate - one$estimate, sqrt(one$se^2 + other$se^2), df)
  }
}

# The breakdowns and levels of a row.
named_by <- function(row) {
  name <- function(level, levels) if (nzchar(level)) attr(levels, "name") else ""
  data.frame(breakdown1 = name(row$level1, one), breakdown2 = name(row$level2, two), level1 = row$level1, level2 = row$level2)
}

# Estimates `y` among those with a `valid` answer, in each cell of two breakdowns.
# A cell is a domain of the whole sample, never a sample of its own.
tabulate <- function(design, wave, group, indicator, category, y, valid, one, two, kind = "share") {
  design$variables$y <- as.numeric(y) # a file may have a variable y
  for (i in seq_along(one)) {
    for (j in seq_along(two)) {
      inside <- valid & one[[i]] & two[[j]]
      if (!any(inside)) next
      row <- data.frame(indicator, category, wave, group, level1 = names(one)[i], level2 = names(two)[j])
      results <<- rbind(results, cbind(row, estimate(design[inside, ], sum(inside), kind)))
    }
  }
  if (kind == "median") return(invisible())
  row <- data.frame(indicator, category, wave, group)
  compare_all(design, row, valid, one, two)
  compare_all(design, row, valid, two, one)
}

# The unweighted mean of independent groups, where all of them have an estimate; degrees of freedom after Satterthwaite.
pool <- function(group, indicator, members) {
  rows <- results[results$indicator == indicator & results$group %in% members & results$kind != "median", ]
  for (cell in split(rows, interaction(rows$category, rows$wave, rows$level1, rows$level2, drop = TRUE))) {
    if (nrow(cell) < length(members)) next
    se <- sqrt(sum(cell$se^2)) / length(members)
    df <- if (se > 0) sum(cell$se^2)^2 / sum(cell$se^4 / cell$df) else sum(cell$df)
    value <- mean(cell$estimate)
    ends <- interval(value, se, df, sum(cell$n), cell$kind[1])
    row <- cell[1, ]
    row[c("n", "estimate", "se", "ci_low", "ci_high", "df")] <- list(sum(cell$n), value, se, ends[1], ends[2], df)
    row$group <- group
    results <<- rbind(results, row)
  }
  if (!nrow(contrasts)) return(invisible())
  rows <- contrasts[contrasts$indicator == indicator & contrasts$group %in% members, ]
  keys <- c("category", "wave", "breakdown1", "breakdown2", "level2", "over", "from", "to")
  for (cell in split(rows, do.call(paste, c(rows[keys], sep = "\r")))) {
    if (nrow(cell) < length(members)) next
    row <- cell[1, setdiff(names(cell), c("difference", "se", "df", "ci_low", "ci_high", "p"))]
    row$group <- group
    df <- sum(cell$se^2)^2 / sum(cell$se^4 / cell$df)
    difference(row, mean(cell$difference), sqrt(sum(cell$se^2)) / length(members), df)
  }
}
