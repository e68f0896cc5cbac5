"""How pipelines log in to registries and clouds: with what kind of credential, and how without a lasting one."""
