"""A client over weeks on the site: one try at a course, choice by choice, for the learner alone."""
