"""A client over weeks: a made-up person whose course answers to what the learner chooses.

How choices move a course is made up for teaching and rests on no estimate of an effect. What is right to choose is
not: a story is refused where the pathway never advises what eases it, or where following the pathway ends worse than
waiting.
"""
