#!/usr/bin/env bash
# ./submit.sh [spark-submit options] COMMAND [options]
# Runs Lockstep through spark-submit: that of an installed Spark (SPARK_HOME, or on the PATH), else that of the Spark which
# the build resolved. Builds on first use, and again when the sources are newer.
set -euo pipefail

home=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
jar=$home/target/lockstep.jar
resolved=$home/target/spark

die() {
  echo "submit.sh: $*" >&2
  exit 2
}

build() {
  command -v mvn >/dev/null || die "Maven is needed to build Lockstep, and mvn is not on the PATH"
  echo "submit.sh: building $jar ..." >&2
  (cd "$home" && mvn -q -B -ntp -DskipTests package) >&2 || die "the build failed"
  # The resolved Spark, laid out as an installed one is.
  rm -rf "$resolved"
  mkdir -p "$resolved/jars"
  tr ':' '\n' <"$home/target/spark.classpath" | xargs -I{} ln -s {} "$resolved/jars/"
  touch "$resolved/RELEASE" "$jar"
}

if [ ! -e "$jar" ] || [ ! -e "$resolved/RELEASE" ] ||
  [ -n "$(find "$home/src/main" "$home/pom.xml" -newer "$jar" -print -quit)" ]; then
  build
fi

# What stands before the command is spark-submit's. All of its options but these take a value.
spark_options=()
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help | --version | @*) break ;;
    --verbose | -v | --supervise | --load-spark-defaults | --*=*) spark_options+=("$1") ;;
    -*)
      [ $# -gt 1 ] || die "$1 needs a value"
      spark_options+=("$1" "$2")
      shift
      ;;
    *) break ;;
  esac
  shift
done

# Before bash 4.4 an empty array counts as unset.
application=(${spark_options[@]+"${spark_options[@]}"} --class dev.lockstep.cli.Main "$jar" "$@")

if [ -z "${SPARK_HOME:-}" ] && command -v spark-submit >/dev/null; then
  exec spark-submit "${application[@]}"
fi
if [ -n "${SPARK_HOME:-}" ]; then
  [ -x "$SPARK_HOME/bin/spark-submit" ] || die "SPARK_HOME has no bin/spark-submit: $SPARK_HOME"
  # An installation without a configuration of its own gets ours.
  if [ -z "${SPARK_CONF_DIR:-}" ] && [ ! -e "$SPARK_HOME/conf/spark-defaults.conf" ] && [ ! -e "$SPARK_HOME/conf/spark-env.sh" ]; then
    export SPARK_CONF_DIR=$home/conf
  fi
  exec "$SPARK_HOME/bin/spark-submit" "${application[@]}"
fi

# As an installed Spark's bin/spark-class does: the launcher prints a NUL, a newline, and the command's words with a NUL
# after each.
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
command -v "$java" >/dev/null || die "no Java: set JAVA_HOME or put java (17 or later) on the PATH"
export SPARK_HOME=$resolved SPARK_SCALA_VERSION=2.13 SPARK_CONF_DIR=${SPARK_CONF_DIR:-$home/conf}
command=()
while IFS= read -r -d '' word; do
  command+=("$word")
done < <("$java" -Xmx128m -XX:TieredStopAtLevel=1 -cp "$resolved/jars/*" \
  org.apache.spark.launcher.Main org.apache.spark.deploy.SparkSubmit "${application[@]}")
[ ${#command[@]} -gt 1 ] || die "Spark's launcher failed"
exec "${command[1]#$'\n'}" "${command[@]:2}"
