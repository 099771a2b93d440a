"""The only writers of tasks of advocacy: check, change, audit, in one transaction."""
