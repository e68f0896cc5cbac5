# Builds the image once, looks for secrets in it, and pushes exactly the bytes that were looked at:
#   make image-push IMAGE=registry.example/app:1.2
IMAGE ?= @IMAGE@
ARCHIVE ?= image.tar
BUILDER ?= buildx
BUILD_FLAGS ?=
COPY_FLAGS ?=

# buildx needs a builder that writes OCI archives: docker buildx create --use --driver docker-container
BUILD_buildx = docker buildx build $(BUILD_FLAGS) --file @DOCKERFILE@ --output "type=oci,dest=$(ARCHIVE)" .
BUILD_buildah = buildah build $(BUILD_FLAGS) --file @DOCKERFILE@ --tag "$(IMAGE)" . && buildah push "$(IMAGE)" "oci-archive:$(ARCHIVE)"

.PHONY: image image-scan image-push
image:
	rm -f "$(ARCHIVE)"
	$(BUILD_$(BUILDER))

image-scan: image
	dockerlint image scan --dockerfile @DOCKERFILE@ "oci-archive:$(ARCHIVE)"

image-push: image-scan
	skopeo copy --all --preserve-digests $(COPY_FLAGS) "oci-archive:$(ARCHIVE)" "docker://$(IMAGE)"
