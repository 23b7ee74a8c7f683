# Sourced after node/build.sh by whatever makes images: of paxos-node or of paxos-operator, each once for each state of its sources, from
# this machine's files, so that no registry is needed; the engine's classic builder is enough.

# What an image is made of.
image_sources() {
  case $1 in
    paxos-node) echo node ;;
    paxos-operator) echo operator node/Paxos.Node/Protos node/publish.targets node/image.sh ;;
  esac
}

# The folder with an image's Dockerfile and publish.proj.
image_folder() {
  echo "${1#paxos-}"
}

# The C libraries that the runtime links to or opens by name, in the places where the loader looks for them. Names are looked up by
# libnss_dns and libnss_files; the web server's start opens libssl, whether or not anything is encrypted.
copy_libraries() {
  local folder=$1 program=$2 library pattern opened=()
  for pattern in libnss_dns.so.2 libnss_files.so.2 libresolv.so.2 'libssl.so.[13]*' 'libcrypto.so.[13]*'; do
    while read -r library; do
      opened+=("$library")
    done < <(compgen -G "/lib/*/$pattern"; compgen -G "/lib64/$pattern")
  done
  {
    printf '%s\n' "${opened[@]}"
    ldd "$folder/app/$program" "$folder"/app/*.so "${opened[@]}" | grep -o '/[^ ]*' | grep -v ':$'
  } | grep -v "^$folder/" | sort -u | while read -r library; do
    mkdir -p "$folder$(dirname "$library")"
    cp --dereference "$library" "$folder$library"
  done
}

# Sets IMAGE_FILES to a folder with the root file system of a program's image in root/, which is the program with its runtime and this
# machine's C libraries, and its empty data/, which has another owner. The folder is made once for each state of the sources; older ones go.
build_image_files() {
  local root=$1 program=$2 images=$1/artifacts/image/$2 building sources
  read -ra sources < <(image_sources "$program")
  find_dotnet
  export_dotnet_root
  IMAGE_FILES=$images/$(hash_sources "$root" "${sources[@]}")
  if [[ -d $IMAGE_FILES ]]; then
    return
  fi
  building=$images/building
  mkdir -p "$images"
  {
    flock 9
    if [[ ! -d $IMAGE_FILES ]]; then
      rm -rf "$images"/*
      mkdir -p "$building"/data "$building"/root/{tmp,etc}
      publish_programs "$root/$(image_folder "$program")/publish.proj" "$(runtime_identifier)" "$building/root" \
        "the files of $program's image" PublishImage || return 1
      copy_libraries "$building/root" "$program"
      echo 'paxos:x:10001:10001::/:/nonexistent' > "$building/root/etc/passwd"
      mv "$building" "$IMAGE_FILES"
    fi
  } 9> "$images.lock"
}

# The engine's own words, and what helps.
check_engine() {
  local docker=$1 said
  if ! command -v "$docker" > /dev/null; then
    echo "Docker is needed, and '$docker' was not found. Get it from your distribution (Debian, Ubuntu: apt-get install docker.io)" >&2
    echo "or from https://docs.docker.com/engine/install/." >&2
    return 1
  fi
  if said=$("$docker" info --format '{{.Swarm.LocalNodeState}}' 2>&1); then
    return
  fi
  echo "$said" >&2
  case $said in
    *"ermission denied"*)
      echo "This user may not use Docker: sudo usermod -aG docker \"\$USER\", and log in again." >&2 ;;
    *) echo "Docker does not run. Start it: sudo systemctl start docker" >&2 ;;
  esac
  return 1
}

# Builds a program's image under a name, unless that name's image has the same sources already.
build_image() {
  local root=$1 program=$2 image=$3 docker=$4 sources hash log
  read -ra sources < <(image_sources "$program")
  hash=$(hash_sources "$root" "${sources[@]}")
  if [[ $("$docker" image inspect --format '{{index .Config.Labels "paxos.dev/sources"}}' "$image" 2> /dev/null) == "$hash" ]]; then
    return
  fi
  build_image_files "$root" "$program"
  log=$IMAGE_FILES.log
  DOCKER_BUILDKIT=0 "$docker" build --quiet --file "$root/$(image_folder "$program")/Dockerfile" --target local \
    --label "paxos.dev/sources=$hash" --tag "$image" "$IMAGE_FILES" > /dev/null 2> "$log" || {
    cat "$log" >&2
    return 1
  }
  rm -f "$log"
}
