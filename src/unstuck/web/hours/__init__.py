"""Hours of consultation, supervision and learning, and notes of reflection: each the learner's own."""
