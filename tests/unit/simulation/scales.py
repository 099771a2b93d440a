"""The two shipped scales written out by hand, for tests.

Cutoffs and reliable changes as NHS Talking Therapies uses them; minimal changes: Löwe 2004 (PHQ-9), Toussaint
2020 (GAD-7); intake means and SDs: NHS England 2024-25 (OGL v3), pooled; residual SD = SD sqrt(1 - alpha):
6.01 sqrt(.11) and 5.17 sqrt(.08).
"""

from __future__ import annotations

from unstuck.simulation import Scale

PHQ_9 = Scale("PHQ-9", 0, 27, 10, 6, 5, 13.77, 6.01, residual_sd=1.9933)
GAD_7 = Scale("GAD-7", 0, 21, 8, 4, 4, 12.66, 5.17, residual_sd=1.4623)
