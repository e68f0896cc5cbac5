"""The table of rules: the modules of this folder in the order of their codes."""

MODULES: tuple[str, ...] = (
    "secret_in_env",
    "secret_in_arg",
    "secret_in_metadata",
    "secret_in_command",
    "secret_in_url",
    "secret_in_comment",
    "credential_file_copied",
    "credential_in_context",
    "credential_download",
    "credential_written_to_layer",
    "credential_deleted_too_late",
    "credential_crosses_stages",
    "secret_printed",
    "private_key_generated",
    "default_credential",
    "secret_mount_persisted",
    "secret_mount_readable_by_others",
    "secret_mount_unreadable",
    "secret_mount_optional",
    "secret_mount_unsupported",
)
