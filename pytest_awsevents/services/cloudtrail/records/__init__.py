"""From an API call of the causal log to a CloudTrail record; made when somebody reads it, never stored."""
