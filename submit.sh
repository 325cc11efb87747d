#!/usr/bin/env bash
# ./submit.sh [spark-submit options] COMMAND [options]
# Runs Lockstep through spark-submit: that of an installed Spark (SPARK_HOME, or on the PATH), else that of the Spark which
# the build resolved. Builds on first use, and again when the sources are newer.
set -euo pipefail

# The file that a path leads to, through links and links to links; macOS has no readlink -f.
followed() {
  local path=$1 link
  while [ -L "$path" ]; do
    link=$(readlink "$path")
    case $link in
      /*) path=$link ;;
      *) path=$(dirname "$path")/$link ;;
    esac
  done
  echo "$path"
}

# Unicode's marks of direction, as UTF-8.
bidi=$'\xd8\x9c \xe2\x80\x8e \xe2\x80\x8f \xe2\x80\xaa \xe2\x80\xab \xe2\x80\xac \xe2\x80\xad \xe2\x80\xae'
bidi+=$' \xe2\x81\xa6 \xe2\x81\xa7 \xe2\x81\xa8 \xe2\x81\xa9'

# What a message repeats must not steer the terminal, nor turn its line around.
fail() {
  local code=$1 text mark
  shift
  text=${*//[[:cntrl:]]/?}
  for mark in $bidi; do
    text=${text//$mark/?}
  done
  echo "submit.sh: $text" >&2
  exit "$code"
}

die() {
  fail 2 "$@"
}

home=$(CDPATH='' cd -P "$(dirname "$(followed "${BASH_SOURCE[0]}")")" && pwd)
jar=$home/target/lockstep.jar
resolved=$home/target/spark
# Where names of data sets and recipe files are looked for too.
export LOCKSTEP_HOME=$home

# Finds Java and its version, which a release file tells without starting it.
require_java() {
  local release
  java=${JAVA_HOME:+$JAVA_HOME/bin/}java
  if [ -n "${JAVA_HOME:-}" ]; then
    [ -f "$java" ] && [ -x "$java" ] || die "JAVA_HOME has no bin/java: $JAVA_HOME"
  else
    command -v java >/dev/null || die "no Java: set JAVA_HOME or put java (17 or later) on the PATH"
  fi
  release=$(dirname "$(followed "$(command -v "$java")")")/../release
  if [ -f "$release" ]; then
    version=$(sed -n 's/^JAVA_VERSION="\(.*\)"$/\1/p' "$release")
  else
    version=$("$java" -version 2>&1 | sed -n 's/^.* version "\(.*\)".*$/\1/p') || version=
    [ -n "$version" ] || die "this Java tells no version: $(command -v "$java")"
  fi
  major=${version%%[!0-9]*}
  major=${major:-17} # Else of an unknown version: Java itself will say what it lacks.
  [ "$major" -ge 17 ] || die "Java $version is too old, 17 or later is needed: $(command -v "$java")"
}

build() {
  command -v mvn >/dev/null || die "Maven is needed to build Lockstep, and mvn is not on the PATH"
  echo "submit.sh: building $jar ..." >&2
  (cd "$home" && mvn -q -B -ntp -DskipTests package) >&2 || die "the build failed"
  # The resolved Spark, laid out as an installed one is; it outlives changes of our own sources.
  if ! cmp -s "$home/target/spark.classpath" "$resolved/RELEASE"; then
    rm -rf "$resolved"
    mkdir -p "$resolved/jars"
    tr ':' '\n' <"$home/target/spark.classpath" | xargs -I{} ln -s {} "$resolved/jars/"
    cp "$home/target/spark.classpath" "$resolved/RELEASE"
  fi
  touch "$jar"
  built=yes
}

# The JVM's archive of Spark's classes, for the Java that has made it; a run whose Java or jars are others does without.
class_archive() {
  echo "$resolved/classes-$version.jsa"
}

# Runs a training and a prediction, whose classes the JVM archives when it ends. For that there must be no folder on the
# class path. They build nothing, however new the sources claim to be.
record_classes() {
  local scratch archive
  echo "submit.sh: recording Spark's classes, so that it starts faster ..." >&2
  scratch=$(mktemp -d)
  archive=$(class_archive)
  LOCKSTEP_RECORDS=yes SPARK_HOME=$resolved SPARK_CONF_DIR=$scratch/none bash "$home/submit.sh" --master 'local[1]' \
    --driver-java-options "-XX:ArchiveClassesAtExit=$scratch/classes.jsa -XX:TieredStopAtLevel=1" \
    "$scratch" >/dev/null 2>&1 &&
    mv "$scratch/classes.jsa" "$archive.new" && mv "$archive.new" "$archive" || true # Without one it is only slower.
  rm -rf "$scratch"
}

require_java
built=
if [ ! -e "$jar" ] || [ ! -e "$resolved/RELEASE" ] ||
  { [ -z "${LOCKSTEP_RECORDS:-}" ] && [ -n "$(find "$home/src/main" "$home/pom.xml" -newer "$jar" -print -quit)" ]; }; then
  build
fi

check_master() {
  case $2 in
    local | local\[*\] | local-cluster\[*\] | spark://* | yarn | k8s://*) ;;
    *) die "$1$2: Spark knows local[*], spark://HOST:PORT, yarn and k8s://HOST" ;;
  esac
  master=$2
}

check_memory() {
  [[ $2 =~ ^[0-9]+([kmgtp]b?)?$ ]] || die "$1$2: a size is a number and k, m, g or t, as in 4g"
}

# Files of this machine must be there: Spark passes over what is not.
check_files() {
  local place places
  IFS=, read -r -a places <<<"$2"
  for place in ${places[@]+"${places[@]}"}; do
    place=${place%%#*}
    case $place in
      file:*) place=${place#file:} && place=/${place##*(/)} ;;
      *:*) continue ;;
    esac
    [ -e "$place" ] || compgen -G "$place" >/dev/null || die "$1 $place: no such file"
  done
}

# What spark-submit refuses with its own usage or a stack trace, or passes over.
check_spark_option() {
  case $1 in
    --master) check_master "--master " "$2" ;;
    --deploy-mode) deploy_mode=$2 ;;
    --driver-memory | --executor-memory) check_memory "$1 " "$2" ;;
    --jars | --files | --py-files | --archives) check_files "$1" "$2" ;;
    --conf | -c)
      case $2 in
        spark.master=*) check_master "$1 spark.master=" "${2#*=}" ;;
        spark.driver.memory=* | spark.executor.memory=*) check_memory "$1 ${2%%=*}=" "${2#*=}" ;;
        *=*) ;;
        *) die "$1 $2: a setting is NAME=VALUE" ;;
      esac
      ;;
    --properties-file) [ -f "$2" ] || die "$1 $2: no such file" ;;
  esac
}

require_spark_option() {
  case $1 in
    --master | --deploy-mode | --class | --name | --jars | --packages | --exclude-packages | --repositories | \
      --py-files | --files | --archives | --conf | -c | --properties-file | --driver-memory | \
      --driver-java-options | --driver-library-path | --driver-class-path | --executor-memory | --proxy-user | \
      --driver-cores | --kill | --status | --total-executor-cores | --executor-cores | --queue | \
      --num-executors | --principal | --keytab | --remote) ;;
    *) die "$1 is not an option of spark-submit; options of Lockstep stand after the command" ;;
  esac
}

# What stands before the command is spark-submit's. All of its options but these take a value.
shopt -s extglob
master=
deploy_mode=
spark_options=()
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help | --version | @*) break ;;
    --verbose | -v | --supervise | --load-spark-defaults) spark_options+=("$1") ;;
    --*=*)
      require_spark_option "${1%%=*}"
      check_spark_option "${1%%=*}" "${1#*=}"
      spark_options+=("$1")
      ;;
    -*)
      require_spark_option "$1"
      [ $# -gt 1 ] || die "$1 needs a value"
      check_spark_option "$1" "$2"
      spark_options+=("$1" "$2")
      shift
      ;;
    *) break ;;
  esac
  shift
done
case $deploy_mode:$master in
  cluster:local*) die "--deploy-mode cluster: --master $master is this machine, not a cluster" ;;
esac

# Returns true for a file of options that asks for silence; it is looked for as Lockstep does.
asks_for_silence() {
  local file=$1
  case $file in /*) ;; *) [ -e "$file" ] || file=$home/$file ;; esac
  grep -v '^[[:space:]]*#' "$file" 2>/dev/null |
    grep -Eq '(^|[[:space:]])--quiet(=true)?([[:space:]]|$)'
}

# Spark takes a second or two to start: whoever waits is told so at once.
announced() {
  local word command=
  for word; do
    case $word in
      --quiet | --quiet=true | -h | --help | -V | --version) return 1 ;;
      @*) ! asks_for_silence "${word#@}" || return 1 ;;
      -*) ;;
      *)
        # A model is shown without Spark.
        if [ "$command" = inspect ]; then
          [[ $word != *.safetensors && ! -e $word/model.safetensors ]] || return 1
        fi
        command=${command:-$word}
        ;;
    esac
  done
  case $command in
    train | retrain | compare | evaluate | predict | inspect | verify | bench) ;;
    *) return 1 ;;
  esac
}

# Spark's driver holds some hundred files open: its jars, and what it reads and writes.
open_files=$(ulimit -n)
[ "$open_files" = unlimited ] || [ "$open_files" -ge 256 ] ||
  fail 6 "the system allows a process $open_files open files only: raise ulimit -n to 1024"

# Before bash 4.4 an empty array counts as unset.
main=dev.lockstep.cli.Main
[ -z "${LOCKSTEP_RECORDS:-}" ] || main=dev.lockstep.cli.RecordedCommands
application=(${spark_options[@]+"${spark_options[@]}"} --class "$main" "$jar" "$@")

has_launcher() {
  compgen -G "$1/jars/spark-launcher_*.jar" >/dev/null
}

# The Spark in SPARK_HOME, or that of the PATH, or the resolved one.
submit=''
if [ -n "${SPARK_HOME:-}" ]; then
  submit=$SPARK_HOME/bin/spark-submit
  has_launcher "$SPARK_HOME" || [ -x "$submit" ] || die "SPARK_HOME has no bin/spark-submit: $SPARK_HOME"
elif submit=$(command -v spark-submit); then
  installed=$(CDPATH='' cd -P "$(dirname "$(followed "$submit")")/.." && pwd)
  ! has_launcher "$installed" || SPARK_HOME=$installed
else
  SPARK_HOME=$resolved
fi

# An installed Spark's jars are not those that were resolved.
[ -z "$built" ] || [ "${SPARK_HOME:-}" != "$resolved" ] || [ -e "$(class_archive)" ] || record_classes

! announced "$@" || echo "starting Spark ..." >&2

# An installation without a configuration of its own gets ours.
if [ -n "${SPARK_HOME:-}" ] && [ -z "${SPARK_CONF_DIR:-}" ] &&
  [ ! -e "$SPARK_HOME/conf/spark-defaults.conf" ] && [ ! -e "$SPARK_HOME/conf/spark-env.sh" ]; then
  export SPARK_CONF_DIR=$home/conf
fi

# The class path of serve: the jars that it needs stand first, so that it does not look into hundreds.
serve_classpath() {
  local jars=$1 path=$jar file
  for file in "$jars"/netty-{common,buffer,resolver,transport,codec,handler}-[0-9b]*.jar \
    "$jars"/netty-codec-{base,http,compression}-[0-9]*.jar "$jars"/jackson-core-[0-9]*.jar; do
    [ ! -e "$file" ] || path+=:$file
  done
  echo "$path:$jars/*${HADOOP_CONF_DIR:+:$HADOOP_CONF_DIR}"
}

# Serves in a JVM without Spark, which starts at once with an archive of its classes. That is made where it is missing or
# older than the jar.
serve() {
  local jars=$resolved/jars archive quiet options
  [ -z "${SPARK_HOME:-}" ] || ! compgen -G "$SPARK_HOME/jars/netty-codec-http-*.jar" >/dev/null || jars=$SPARK_HOME/jars
  archive=$home/target/serve-$version.jsa
  options=(-XX:+UseSerialGC -Dio.netty.jfr.enabled=false -Dlog4j2.configurationFile="$home/conf/log4j2.properties"
    --add-exports=java.base/jdk.internal.module=ALL-UNNAMED -cp "$(serve_classpath "$jars")")
  quiet=cds=off,cds+dynamic=off
  # What Netty does is allowed in Java 24 and later, which else warn of it.
  [ "$major" -lt 24 ] || options=(--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED "${options[@]}")
  [ "$major" -lt 24 ] || quiet+=,aot=off
  if [ ! "$archive" -nt "$jar" ] && [ -w "$home/target" ]; then
    echo "submit.sh: recording serve's classes, so that it starts faster ..." >&2
    "$java" -XX:ArchiveClassesAtExit="$archive.$$" "${options[@]}" dev.lockstep.cli.serve.RecordedServer >/dev/null 2>&1 &&
      mv "$archive.$$" "$archive" || rm -f "$archive.$$" # Without one it is only slower.
  fi
  [ ! -e "$archive" ] || options=(-XX:SharedArchiveFile="$archive" -Xlog:"$quiet" "${options[@]}")
  exec "$java" "${options[@]}" dev.lockstep.cli.Main "$@"
}
[ "${1:-}" != serve ] || [ ${#spark_options[@]} -gt 0 ] || serve "$@"

# A spark-submit that is not Spark's own knows what to do.
if [ -z "${SPARK_HOME:-}" ] || ! has_launcher "$SPARK_HOME"; then
  exec "$submit" "${application[@]}"
fi
if [ -e "$SPARK_HOME/bin/load-spark-env.sh" ]; then
  set +eu
  . "$SPARK_HOME/bin/load-spark-env.sh"
  set -eu
  require_java # It may have named another one.
fi
export SPARK_HOME SPARK_SCALA_VERSION=${SPARK_SCALA_VERSION:-2.13}

# Returns true for the resolved Spark with our configuration, where neither options nor the environment change how its JVM
# starts.
starts_as_always() {
  local name
  [ "$SPARK_HOME" = "$resolved" ] && [ "${SPARK_CONF_DIR:-}" = "$home/conf" ] && [ ${#spark_options[@]} = 0 ] &&
    [ "$(ulimit -v)" = unlimited ] && [ -z "${HADOOP_CONF_DIR:-}${YARN_CONF_DIR:-}" ] &&
    [ -z "${JAVA_TOOL_OPTIONS:-}${JDK_JAVA_OPTIONS:-}${_JAVA_OPTIONS:-}" ] || return 1
  for name in $(compgen -e SPARK_); do
    case $name in
      SPARK_HOME | SPARK_CONF_DIR | SPARK_SCALA_VERSION | SPARK_LOCAL_*) ;;
      *) return 1 ;;
    esac
  done
}

# Returns true for words that show a help text, a version or a model.
needs_no_spark() {
  case $# in
    0) ;;
    1) [[ $1 = -h || $1 = --help || $1 = -V || $1 = --version ]] ;;
    2) [[ $1 = [a-z]* && ($2 = -h || $2 = --help) || $1 = inspect && (-f $2/model.safetensors || $2 = *.safetensors && -f $2) ]] ;;
    *) return 1 ;;
  esac
}

always=
! starts_as_always || always=yes
archived=()
archive=$(class_archive)
if [ "$SPARK_HOME" = "$resolved" ] && [ -e "$archive" ]; then
  # Of an archive that does not fit the JVM would write on standard output.
  quiet=cds=off,cds+dynamic=off
  [ "$major" -lt 24 ] || quiet+=,aot=off
  archived=(-XX:SharedArchiveFile="$archive" -Xlog:"$quiet")
fi
if [ -n "$always" ] && needs_no_spark "$@"; then
  exec "$java" ${archived[@]+"${archived[@]}"} -Xmx1g -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
    -cp "$(echo "$resolved"/jars/slf4j-api-*.jar):$resolved/jars/*:$jar:$home/conf/" dev.lockstep.cli.Main "$@"
fi

# As an installed Spark's bin/spark-class does: prints a NUL, a newline, and the command's words with a NUL after each.
launcher() {
  "$java" -Xmx128m -XX:TieredStopAtLevel=1 -cp "$SPARK_HOME/jars/*" \
    org.apache.spark.launcher.Main org.apache.spark.deploy.SparkSubmit "$@"
}

# Asks the launcher once what it says of starts as always; keeps it below a line that tells of whose words these are.
known=$resolved/launch-$version
remember_launch() {
  local key
  key="$home $(command -v "$java")"
  [ ! "$known" -nt "$home/conf/spark-defaults.conf" ] || [ ! "$known" -nt "$resolved/RELEASE" ] ||
    [ "$(head -n 1 "$known")" != "$key" ] || return 0
  { echo "$key" && launcher --class "$main" "$jar"; } >"$known.$$" && mv "$known.$$" "$known" && return
  rm -f "$known.$$"
  return 1
}

launch() {
  if [ -z "$always" ] || ! remember_launch 2>/dev/null; then
    launcher "${application[@]}"
    return
  fi
  tail -n +2 "$known"
  [ $# = 0 ] || printf '%s\0' "$@"
}
said=$(mktemp)
trap 'rm -f "$said"' EXIT
word=
command=()
while IFS= read -r -d '' word; do
  case $word in
    # The JVM announces incubating modules on standard error, so Lockstep loads this one by itself (linalg.FastestKernels).
    --add-modules=jdk.incubator.vector) word=--add-exports=java.base/jdk.internal.module=ALL-UNNAMED ;;
    # A package that Java 24 and later miss, and say so.
    --add-opens=java.base/sun.security.action=*) [ "$major" -lt 24 ] || continue ;;
    -cp)
      command+=(${archived[@]+"${archived[@]}"})
      archived=()
      ;;
    # Archived classes are those of jars that come first: the folder of the configuration comes last.
    "${SPARK_CONF_DIR:-}/:$resolved/jars/"*) word=${word#*:}:$SPARK_CONF_DIR/ ;;
    "${SPARK_CONF_DIR:-}:$resolved/jars/"*) word=${word#*:} ;; # There is no such folder.
  esac
  command+=("$word")
done < <(launch "$@" 2>"$said")

# What a JVM or the launcher says, without what is around its reason. A JVM that does not start says it on standard output.
reason() {
  printf '%s\n' "$1" | grep -v '^$\|^Picked up\|^#\|Exception in thread\|Error occurred during init\|Could not create the Java' |
    sed -e 's/^Error: //' -e 's/^[a-zA-Z.]*Exception: //' | head -n 1
}
[ ${#command[@]} -gt 1 ] || fail 6 "Spark's launcher failed: $(reason "$word$(cat "$said")")"
cat "$said" >&2
rm -f "$said"
trap - EXIT

# A JVM that the options or the limits of memory let not start says so at length.
if [ "$(ulimit -v)" != unlimited ] || [[ " ${spark_options[*]-}" = *[Jj]ava?(-)[Oo]ptions* || " ${spark_options[*]-}" = *memory* ]]; then
  options=()
  for word in "${command[@]:2}"; do
    [ "$word" != org.apache.spark.deploy.SparkSubmit ] || break
    options+=("$word")
  done
  checked=$("${command[1]#$'\n'}" -XX:ErrorFile=/dev/null "${options[@]}" -version 2>&1) ||
    fail 6 "Java does not start: $(reason "$checked")"
fi
exec "${command[1]#$'\n'}" "${command[@]:2}"
