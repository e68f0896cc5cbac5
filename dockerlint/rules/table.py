"""The table of rules, in the order of their codes.

``concerns`` are the parts of a :class:`~dockerlint.trace.Trace` without which a rule has nothing to say: its module is
loaded only when one of them holds something, which keeps the check of a clean file short.
"""

from __future__ import annotations

from dockerlint.record import NamedTuple


class Entry(NamedTuple):
    module: str
    code: str
    concerns: str  # attributes of Trace, separated by blanks
    is_default: bool = True

    @property
    def name(self) -> str:
        return self.module.replace("_", "-")


RULES = (
    Entry("secret_in_env", "SEC101", "variables"),
    Entry("secret_in_arg", "SEC102", "variables"),
    Entry("secret_in_metadata", "SEC103", "literals in_labels"),
    Entry("secret_in_command", "SEC104", "literals"),
    Entry("secret_in_url", "SEC105", "literals in_queries"),
    Entry("secret_in_comment", "SEC106", "literals"),
    Entry("credential_file_copied", "SEC201", "copied"),
    Entry("credential_in_context", "SEC202", "copied"),
    Entry("credential_download", "SEC203", "downloads"),
    Entry("credential_written_to_layer", "SEC204", "holdings"),
    Entry("credential_deleted_too_late", "SEC205", "removals"),
    Entry("credential_crosses_stages", "SEC206", "copied"),
    Entry("secret_printed", "SEC207", "printed"),
    Entry("private_key_generated", "SEC208", "keys"),
    Entry("default_credential", "SEC209", "defaults default_passwords literals"),
    Entry("host_key_installed", "SEC210", "keys", is_default=False),
    Entry("secret_mount_persisted", "MNT301", "holdings"),
    Entry("secret_mount_readable_by_others", "MNT302", "mounts"),
    Entry("secret_mount_unreadable", "MNT303", "mounts"),
    Entry("secret_mount_optional", "MNT304", "mounts", is_default=False),
    Entry("secret_mount_unsupported", "MNT305", "mounts"),
    Entry("single_stage_build", "STG401", "builds_alone"),
    Entry("toolchain_in_final_stage", "STG402", "builds_in_stages"),
    Entry("credentialed_stage_shipped", "STG403", "mounts_in_stages"),
)

# The rules about what runs a build; their modules are in dockerlint/callers/rules.
CALLER_RULES = (
    Entry("secret_in_build_arg", "BLD501", "builds"),
    Entry("mount_without_provider", "BLD502", "builds"),
    Entry("provider_without_mount", "BLD503", "builds"),
    Entry("provider_id_mismatch", "BLD504", "builds"),
    Entry("provider_variable_never_set", "BLD505", "builds"),
    Entry("provider_empty_possible", "BLD506", "builds", is_default=False),
    Entry("secret_in_csv_list", "BLD507", "builds"),
    Entry("unscanned_push", "BLD508", "pushes", is_default=False),
    Entry("tested_image_is_not_pushed_image", "BLD509", "pushes"),
    Entry("registry_login_with_long_lived_password", "BLD510", "logins"),
    Entry("registry_password_on_command_line", "BLD511", "logins"),
    Entry("registry_credential_in_plain_variable", "BLD512", "logins"),
    Entry("static_cloud_credential", "BLD513", "logins"),
    Entry("build_arg_in_provenance", "BLD514", "builds"),
    Entry("secret_in_workflow_text", "BLD515", "builds"),
    Entry("classic_builder_forced", "BLD516", "builds"),
    Entry("kaniko_ignores_secret_mounts", "BLD517", "builds"),
    Entry("compose_secret_not_portable", "BLD518", "builds"),
    Entry("bake_secret_object_loses_type", "BLD519", "builds"),
    Entry("registry_login_without_identity", "BLD520", "builds", is_default=False),
)
