#!/usr/bin/env python3
"""Compares the defaults: trains Lockstep and scikit-learn, both with none but their defaults, on the same small tables.

    python3 docs/accuracy.py             # where scikit-learn is installed: all tables, both programs
    python3 docs/accuracy.py adult       # some tables
    python3 docs/accuracy.py --only-make # writes the tables, trains nothing

Iris, wine, breast cancer and digits 8x8 are those that scikit-learn ships, each divided five times, 70 to 30, by class.
The other tables are made here, from a seed: they need no more than Python's own library. A division's figure is the median
of five seeds, and a table's figure the mean over its divisions. Accuracies are in percent; R2, of prices, is too.
"""
import argparse
import csv
import json
import math
import os
import random
import shutil
import statistics
import subprocess
import sys
import warnings

try:
    import sklearn
except ImportError:
    sklearn = None

HOME = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SHIPPED = {"iris": "load_iris", "wine": "load_wine", "cancer": "load_breast_cancer", "digits8": "load_digits"}
DIVISIONS = 5
SEEDS = range(1, 6)


def drawn(rng, weights):
    """Returns a key of a dict of weights, as likely as its weight says."""
    return rng.choices(list(weights), weights=list(weights.values()))[0]


def with_gaps(rng, row, gaps):
    """Empties each of the named cells with its probability."""
    return {name: "" if rng.random() < gaps.get(name, 0) else cell for name, cell in row.items()}


WORK = {"private": 70, "self": 11, "local": 6, "state": 4, "federal": 3, "none": 1}
MARITAL = {"married": 46, "never": 33, "divorced": 14, "separated": 4, "widowed": 3}
JOBS = {"craft": 0.0, "exec": 1.0, "prof": 1.1, "clerical": -0.1, "sales": 0.3, "service": -1.0, "machine": -0.4,
        "transport": -0.2, "cleaners": -0.9, "farming": -1.1, "tech": 0.6, "guards": 0.4, "armed": 0.1}
COUNTRIES = {"us": 900} | {f"c{n:02d}": 20 // n + 1 for n in range(1, 41)}


def adult(rng):
    """Returns a row like those of the census table Adult: a quarter earn more, by a rule with products of columns."""
    age = min(90, 17 + int(rng.gammavariate(2.4, 9.0)))
    marital = drawn(rng, MARITAL) if age > 24 else "never"
    job = rng.choice(list(JOBS))
    years = max(1, min(16, round(rng.gauss(10 + 1.2 * (job in ("prof", "exec", "tech")), 2.5))))
    hours = max(1, min(99, round(rng.gauss(40, 12))))
    gain = round(rng.lognormvariate(8.5, 1.0)) if rng.random() < 0.08 else 0
    sex = drawn(rng, {"male": 2, "female": 1})
    country = drawn(rng, COUNTRIES)
    married = marital == "married"
    score = (-3.0 + 0.35 * (years - 10) * (1.4 if married else 0.7) + JOBS[job] + 2.4 * married
             + 0.05 * (hours - 40) * (0.5 + (job in ("exec", "sales"))) - 0.0022 * (age - 50) ** 2
             + 0.7 * (sex == "male" and not married) + 3.0 * (gain > 6000) + 0.3 * (country == "us"))
    row = {"age": age, "work": drawn(rng, WORK), "survey": rng.randint(12_000, 900_000), "years": years,
           "marital": marital, "job": job, "sex": sex, "gain": gain, "hours": hours, "country": country,
           "label": ">50K" if rng.random() < 1 / (1 + math.exp(-score)) else "<=50K"}
    return with_gaps(rng, row, {"work": 0.06, "job": 0.06, "country": 0.02, "hours": 0.03})


PLACES = {f"p{n:02d}": 0.28 * math.sin(3.0 * n) for n in range(25)}
KINDS = {"house": 0.0, "row": -0.12, "flat": -0.2, "farm": 0.05}
HEATING = {"gas": 0.0, "oil": -0.05, "pump": 0.08, "coal": -0.15}


def houses(rng):
    """Returns a row like those of tables of house prices: factors multiply, and the noise grows with the price."""
    place, kind = rng.choice(list(PLACES)), drawn(rng, {"house": 6, "row": 3, "flat": 4, "farm": 1})
    heating = drawn(rng, {"gas": 6, "oil": 3, "pump": 2, "coal": 1})
    area = round(rng.lognormvariate(4.75, 0.35), 1)
    lot = 0 if kind == "flat" else round(area * rng.lognormvariate(1.2, 0.6))
    year = int(2024 - min(130.0, rng.expovariate(1 / 35)))
    quality = max(1, min(10, round(rng.gauss(6, 1.5))))
    garage = rng.choices([0, 1, 2, 3], weights=[3, 5, 4, 1])[0]
    distance = round(rng.expovariate(1 / 8), 2)
    logarithm = (12.2 + 0.75 * math.log(area / 115) + 0.09 * (quality - 6) + PLACES[place] + KINDS[kind]
                 + HEATING[heating] - 0.003 * (2024 - year) + 0.04 * garage - 0.02 * distance * (kind != "farm")
                 + 0.00012 * min(lot, 1500) + 0.06 * (quality > 7 and area > 150) + rng.gauss(0, 0.1))
    row = {"area": area, "lot": lot, "year": year, "quality": quality, "garage": garage, "distance": distance,
           "place": place, "kind": kind, "heating": heating, "price": round(math.exp(logarithm), 2)}
    return with_gaps(rng, row, {"lot": 0.12, "garage": 0.05, "heating": 0.04, "year": 0.02})


# The case of Spark's own tests of MultilayerPerceptronClassifier: three classes like those of Iris, by a logistic rule of four
# normal features. A line has a class's weights and its bias; the class of no line has the score 0.
RULE = [[-0.57997, 0.912083, -0.371077, -0.819866, 2.688191], [-0.16624, -0.84355, -0.048509, -0.301789, 4.170682]]
MEANS, VARIANCES = [5.843, 3.057, 3.758, 1.199], [0.6856, 0.1899, 3.116, 0.581]


def three(rng):
    """Returns a row of three classes that overlap."""
    x = [rng.gauss(mean, math.sqrt(variance)) for mean, variance in zip(MEANS, VARIANCES)]
    odds = [1.0] + [math.exp(sum(w * v for w, v in zip(line, x)) + line[4]) for line in RULE]
    return {f"x{i}": v for i, v in enumerate(x)} | {"label": rng.choices(range(3), weights=odds)[0]}


MADE = {"three": (three, 1_000, 1_000), "adult": (adult, 10_000, 5_000), "houses": (houses, 6_000, 3_000)}
OPTIONS = {"adult": ["--missing", "mean"], "houses": ["--missing", "mean", "--label", "price", "--task", "regression"]}


def write(path, rows):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def make(name, folder):
    """Writes a table's divisions; returns their folders."""
    if name in MADE:
        row, train, test = MADE[name]
        rng = random.Random(f"lockstep {name}")
        write(f"{folder}/{name}/1/train.csv", [row(rng) for _ in range(train)])
        write(f"{folder}/{name}/1/test.csv", [row(rng) for _ in range(test)])
        return [f"{folder}/{name}/1"]
    from sklearn import datasets, model_selection

    table = getattr(datasets, SHIPPED[name])()
    rows = [{f"x{i}": float(v) for i, v in enumerate(x)} | {"label": int(y)} for x, y in zip(table.data, table.target)]
    for division in range(1, DIVISIONS + 1):
        parts = model_selection.train_test_split(rows, test_size=0.3, stratify=table.target, random_state=division)
        for part, its in zip(("train", "test"), parts):
            write(f"{folder}/{name}/{division}/{part}.csv", its)
    return [f"{folder}/{name}/{division}" for division in range(1, DIVISIONS + 1)]


def lockstep(name, more):
    """Returns a function that trains on a division with a seed and returns the figure of its test set."""

    def run(division, seed):
        out = f"{division}/run"
        shutil.rmtree(out, ignore_errors=True)
        command = [f"{HOME}/submit.sh", "train", "--data", division, "--seed", str(seed), "--out", out, "--quiet"]
        subprocess.run(command + OPTIONS.get(name, []) + more, check=True, stdout=subprocess.DEVNULL)
        with open(f"{out}/run.json", encoding="utf-8") as file:
            test = json.load(file)["test"]
        return 100 * (test["r2"] if name == "houses" else test["accuracy"])

    return run


def peers(name):
    """Returns scikit-learn's programs for a table, by name: each returns a new one of a seed."""
    from sklearn.compose import ColumnTransformer, TransformedTargetRegressor, make_column_selector
    from sklearn.impute import SimpleImputer
    from sklearn.neural_network import MLPClassifier, MLPRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    if name not in OPTIONS:
        return {
            "scikit-learn, standardised": lambda seed: make_pipeline(StandardScaler(), MLPClassifier(random_state=seed)),
            "scikit-learn, as read": lambda seed: MLPClassifier(random_state=seed),
        }

    def columns():
        numbers = make_pipeline(SimpleImputer(), StandardScaler())
        texts = OneHotEncoder(handle_unknown="ignore")
        return ColumnTransformer([
            ("numbers", numbers, make_column_selector(dtype_include="number")),
            ("texts", texts, make_column_selector(dtype_exclude="number"))])

    if name == "adult":
        return {"scikit-learn, standardised": lambda seed: make_pipeline(columns(), MLPClassifier(random_state=seed))}

    def scaled(seed):
        return TransformedTargetRegressor(MLPRegressor(random_state=seed), transformer=StandardScaler())

    return {
        "scikit-learn, standardised": lambda seed: make_pipeline(columns(), MLPRegressor(random_state=seed)),
        "scikit-learn, prices standardised too": lambda seed: make_pipeline(columns(), scaled(seed)),
    }


def learner(new):
    """Returns a function as lockstep() does, of one of scikit-learn's programs."""
    import pandas

    def run(division, seed):
        train, test = (pandas.read_csv(f"{division}/{part}.csv") for part in ("train", "test"))
        model = new(seed).fit(train.iloc[:, :-1], train.iloc[:, -1])
        return 100 * model.score(test.iloc[:, :-1], test.iloc[:, -1])

    return run


def figure(run, divisions):
    return statistics.mean(statistics.median(run(division, seed) for seed in SEEDS) for division in divisions)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tables", nargs="*", metavar="TABLE", help="of " + ", ".join([*SHIPPED, *MADE]))
    parser.add_argument("--folder", default=f"{HOME}/runs/accuracy", help="where the tables and runs go")
    parser.add_argument("--only-make", action="store_true", help="write the tables only")
    parser.add_argument("--options", default="", help="more options of Lockstep's train, for a comparison")
    given = parser.parse_args()
    warnings.filterwarnings("ignore", message=".*Maximum iterations")  # By its defaults it often ends there.
    known = [*(SHIPPED if sklearn else []), *MADE]
    for name in given.tables or known:
        if name not in known:
            sys.exit(f"{name}: is not one of {', '.join(known)}" + ("" if sklearn else "; others need scikit-learn"))
        divisions = make(name, given.folder)
        if given.only_make:
            print(f"{name}: {divisions[0]}")
            continue
        figures = {"Lockstep": figure(lockstep(name, given.options.split()), divisions)}
        for peer, new in peers(name).items() if sklearn else ():
            figures[peer] = figure(learner(new), divisions)
        print(f"{name}: " + "; ".join(f"{who} {value:.2f}" for who, value in figures.items()), flush=True)


if __name__ == "__main__":
    main()
