"""Tolerances of the tests, each with its reason."""

# --- the binary model and its solvers ---
SAM_SHIFT = 1e-10  # relative to the shift: the accuracy that weight_shift promises over its whole domain
SAM_SHIFT_SEEN = 1e-13  # guards what the solver reaches (1.4e-14 at most over 60,000 points), with room for other libms
CLOSED_FORM = 4e-15  # a few roundings of a closed form
ACCURACY_VALUE = 2e-15  # absolute: two normal distribution functions and three products of numbers below 1
ROUND_TRIP_UNIT = 1e-13  # relative error of matching_rho(matching_eps(rho)) for each unit of its condition number
REFERENCE_DIGITS = 1e-21  # relative: published reference numbers are cut after 22 digits

# --- the 0-1 surrogates ---
SURROGATE = 2e-14  # relative: a few roundings and one exponential of a number below 1e3

# --- claims on small radii ---
FINITE_DIFFERENCE_DIGITS = 1e-20  # mpmath's numerical Taylor coefficients of order up to 6 at 60 digits
LEADING_ORDER = (
    1e-5  # leading terms at rho = 1e-3: what follows is of relative order rho^2 (1e-6) times constants below 10
)

# --- the figures ---
DRAWN_LEADING_ORDER = 2e-4  # relative: what terms in rho^4 leave of a leading order at the smallest radius drawn
SUBTRACTED_SHIFT = 1e-9  # relative: w - w* by subtraction where the shift is 1e-6 of w*

# --- SAM over all weights, other attacks ---
PRINTED_SIX_DIGITS = 5e-7  # relative: references with six decimals
BRUTE_FORCE_WEIGHT = 1e-4  # absolute, in accuracy: 60,000 random points miss the worst one by about this much
ATTACK_WEIGHT = 1e-14  # relative: a closed form or a root to rounding; the oracle's decimals are doubles here

# --- the derivation of the binary model ---
DENSITY_QUADRATURE = 1e-18  # absolute: mpmath's quadrature of normal densities at 40 digits, cut 12 deviations out
NUMERICAL_SLOPE = 1e-15  # absolute: mpmath's numerical derivative at 40 digits keeps about half of them
SHOWN_DIGITS = 1e-28  # relative: counterexamples show 30 digits

# --- the SAM family in torch ---
GOLDEN_PARITY = 1e-10  # float64 numbers of the authors' code, five steps; only the order of sums differs
FLOAT64_SUM = 1e-13  # float64 sums in another order, carried through a few training steps
FLOAT32_SUM = 1e-5  # float32 sums in another order, carried through a few training steps
NORM_BALL = 1e-14  # a few roundings of vectors of length about 30 at most, relative to their size

# --- moving averages and sharpness ---
AVERAGE = 1e-12  # relative: a closed form with a power of up to 4000 against sums in exact fractions
BEST_DECAY = (
    1e-7  # relative: lambda is a double, so 1 - lambda near 2e-3 carries 5e-14, times 3 for the cube, with room
)
THREE_DECIMALS = 5e-4  # absolute: published with three decimals
TRUST_REGION = 1e-10  # relative: an eigendecomposition of up to 20 x 20, terms that do not cancel

# --- sampling ---
CHERNOFF = 1e-10  # Chernoff's density is cut where it is 3e-11
HIGH_DIMENSION = 0.02  # absolute, of a cosine: 200,000 coordinates leave 1/sqrt(200,000) = 0.002, ten of these
UPDATE_REMAINDER = 2e-6  # absolute: radii of 1e-4 leave rho^2 |H|^2/|g|, some 1e-7, of the first order
RATE_CONSTANT = 1e-12  # relative: densities in closed form against 40-digit numerical derivatives

# --- smooth losses ---
PRINTED_SIX_PLACES = 2.1e-6  # absolute: the reference quadrature has 48 nodes where it is off by 2e-6, else 1e-6
SMOOTH_OPTIMUM = 1e-9  # what the gradient may be at a weight good to about 1e-10
SPHERE_GRID = 3e-5  # absolute, in the loss: what a sphere sampled every 2 and 15 degrees misses of its largest value

# --- BiSAM's ascent direction ---
ASCENT_GAP = (
    1e-6  # relative: gradients to rounding (1e-16), of which the smallest gap tested, 1e-9, is a difference squared
)
SMALL_LOGITS = (
    0.01  # relative, at scale 1e-3: what follows the leading order is smaller by the scale times constants below 10
)

# --- training on samples ---
TRAINING_ROUNDING = 1e-12  # absolute: sums of some hundred terms of order 1
TRAINING_DIFFERENCE = 1e-8  # absolute: central differences at a step of 1e-6 of losses of order 1

# --- surrogates on the binary model ---
RISK = 1e-14  # relative: quadrature good to a few roundings of sums of some thousand positive terms
RISK_SLOPE = 1e-9  # relative: central differences of the risk at steps of 1e-5
SURROGATE_WEIGHT = 1e-10  # relative: a root of a slope good to 1e-15, times its condition
SAMPLED_BALL = 1e-12  # absolute, in a risk of order 1: roundings by which a random point may seem to beat the maximum

# --- networks and data ---
CHANCE = 1e-6  # smallest p-value a test with a fixed seed may have: drawn once, so none is retried
ROUNDED_STATISTIC = 5.1e-5  # means and deviations of data sets are kept with four digits
MEAN_OF_LOSSES = 1e-12  # relative: the same float32 losses, averaged in float64 in another way
EDGE_OF_BALL = 1e-6  # absolute: float32 pixels of size 1 about a radius
ATTACK_UNITS = 1e-9  # absolute, float64 inputs in [0, 1]: one attack in other units, batches or scales of the gradient

# --- the explorers of the report ---
EXPLORER_TILT = 1e-10  # relative and absolute: logarithms to rounding (1e-14) of up to 1e4, less one another
EXPLORER_FULL_WEIGHT = 1e-8  # relative to the weight: 1e-9 of the search in Python, and as much of that in the page
EXPLORER_SURROGATE = 2e-13  # relative and absolute: other libms, and divisions by mu down to 0.01
EXPLORER_DIRECTION = 2e-12  # relative: exponentials of mu phi up to some 1e3, whose rounding they multiply
