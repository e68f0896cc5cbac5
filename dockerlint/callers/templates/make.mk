# Builds the image once, looks for secrets in it, and pushes exactly what was looked at:
#   make image-push IMAGE=registry.example/app:1.2
# BUILDER is docker (its own builder), buildah, or buildx with a builder that writes OCI archives, for several
# platforms: docker buildx create --use --driver docker-container
IMAGE ?= @IMAGE@
ARCHIVE ?= image.tar
BUILDER ?= docker
BUILD_FLAGS ?=
COPY_FLAGS ?=

BUILD_docker = docker build $(BUILD_FLAGS) --file @DOCKERFILE@ --tag "$(IMAGE)" .
BUILD_buildah = buildah build $(BUILD_FLAGS) --file @DOCKERFILE@ --tag "$(IMAGE)" . && buildah push "$(IMAGE)" "oci-archive:$(ARCHIVE)"
BUILD_buildx = docker buildx build $(BUILD_FLAGS) --file @DOCKERFILE@ --output "type=oci,dest=$(ARCHIVE)" .

ARCHIVED = oci-archive:$(ARCHIVE)
SCANNED = $(if $(filter docker,$(BUILDER)),docker-daemon:$(IMAGE),$(ARCHIVED))
PUSH_docker = docker push "$(IMAGE)"
PUSH_buildah = skopeo copy --all --preserve-digests $(COPY_FLAGS) "$(ARCHIVED)" "docker://$(IMAGE)"
PUSH_buildx = $(PUSH_buildah)

.PHONY: image image-scan image-push
image:
	rm -f "$(ARCHIVE)"
	$(or $(BUILD_$(BUILDER)),$(error BUILDER is docker, buildah or buildx))

image-scan: image
	dockerlint image scan --dockerfile @DOCKERFILE@ "$(SCANNED)"

image-push: image-scan
	$(PUSH_$(BUILDER))
