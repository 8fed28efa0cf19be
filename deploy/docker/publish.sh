#!/bin/sh
# Builds the image of the service from a published version, reads pictures through it, and pushes it. For the job `service-image`:
# needs Docker, GitLab's variables, and PACKAGE_VERSION, MODEL_VERSION and MODEL_SHA256 from the job `package`.
set -eu
cd "$(dirname "$0")/../.."
fixtures=test/fixtures/digits
image=$CI_REGISTRY_IMAGE:$PACKAGE_VERSION

secrets=$(mktemp -d)
trap 'docker rm -f mnist-model >/dev/null 2>&1 || true; rm -rf "$secrets"' EXIT
cat >"$secrets/npmrc" <<EOF
@team:registry=$CI_API_V4_URL/projects/$CI_PROJECT_ID/packages/npm/
//$CI_SERVER_FQDN/api/v4/projects/$CI_PROJECT_ID/packages/npm/:_authToken=$CI_JOB_TOKEN
EOF

build() {
  docker build --file deploy/docker/Dockerfile --secret "id=npmrc,src=$secrets/npmrc" \
    --build-arg PACKAGE=published --build-arg "PACKAGE_VERSION=$PACKAGE_VERSION" \
    --build-arg "MODEL_VERSION=$MODEL_VERSION" --build-arg "MODEL_SHA256=$MODEL_SHA256" "$@" .
}
build --target app --tag "$image"
build --target batch --tag "$image-batch"

expect() {
  [ "$2" = "$3" ] || { echo "Expected $2 for $1 but received '$3'." >&2; exit 1; }
  echo "$1: $3"
}

docker run --detach --read-only --cap-drop ALL --name mnist-model "$image" >/dev/null
for _ in $(seq 30); do
  [ "$(docker inspect --format '{{.State.Health.Status}}' mnist-model)" = healthy ] && break
  sleep 1
done
post='fetch("http://127.0.0.1:8080/predict", { method: "POST", headers: { "content-type": "application/octet-stream" },
  body: require("node:fs").readFileSync(0) }).then((r) => r.json()).then(({ digit }) => console.log(digit))'
for picture in 7/upright-plain-pen.png 3/leaning-round-pencil.jpg; do
  expect "the service reading $picture" "${picture%%/*}" "$(docker exec -i mnist-model node -e "$post" <"$fixtures/$picture")"
  expect "the command reading $picture" "${picture%%/*}" "$(docker run --rm -i --read-only "$image-batch" --quiet - <"$fixtures/$picture")"
done

printf %s "$CI_REGISTRY_PASSWORD" | docker login --username "$CI_REGISTRY_USER" --password-stdin "$CI_REGISTRY"
docker push "$image"
docker push "$image-batch"
case $PACKAGE_VERSION in
*-*) ;; # a prerelease is not the latest
*)
  docker tag "$image" "$CI_REGISTRY_IMAGE:latest"
  docker push "$CI_REGISTRY_IMAGE:latest"
  ;;
esac
