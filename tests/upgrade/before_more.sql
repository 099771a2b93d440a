-- What the version before allowed, and nobody in before.sql did.

-- Consultations and referrals (test_copies).
-- Tess's worker records a reply by telephone to the question that she asked in the site.
INSERT INTO caseload_consultationstep
  VALUES (101, '2026-11-18', '2026-11-18 15:00:00', 'By telephone.', NULL, 'answered', NULL, 12, 3, 1, NULL);
-- Cleo's worker takes the copy of a colleague's reply for a slip, and one of the numbers of open referrals.
UPDATE caseload_consultationstep SET withdrawn_at = '2026-11-14 09:00:00', withdrawn_by_id = 1 WHERE id = 11;
UPDATE caseload_care SET withdrawn_at = '2026-11-14 09:00:00', withdrawn_by_id = 1 WHERE id = 9;
-- Una's takes the copy of the asking for one: the reply to it does not count either.
UPDATE caseload_consultationstep SET withdrawn_at = '2026-11-10 09:00:00', withdrawn_by_id = 1 WHERE id = 13;

-- Risks that were recorded as facts (test_concerns).
DELETE FROM caseload_safety;
INSERT INTO caseload_safety ("id", "on", "recorded_at", "words", "withdrawn_at", "suicide_item_above_zero", "crisis",
  "other_risk", "imminent", "assessed", "episode_id", "recorded_by_id", "withdrawn_by_id") VALUES
-- Cleo: a sign, an assessment without words, which is none, and a withdrawn crisis.
(1, '2026-11-10', '2026-11-10 09:00:00', 'Answered 2.', NULL, 1, NULL, NULL, NULL, NULL, 1, 1, NULL),
(2, '2026-11-11', '2026-11-11 09:00:00', '', NULL, NULL, NULL, NULL, NULL, 1, 1, 1, NULL),
(3, '2026-11-11', '2026-11-11 10:00:00', 'A slip.', '2026-11-11 11:00:00', NULL, 1, NULL, NULL, NULL, 1, 1, 1),
-- Tess: harm to a child or an elder is both until a person says which; the assessment has words.
(4, '2026-11-09', '2026-11-09 09:00:00', 'Bruises.', NULL, NULL, NULL, 'harm_to_child_or_elder', NULL,
  NULL, 3, 1, NULL),
(5, '2026-11-10', '2026-11-10 09:00:00', 'Seen with the school.', NULL, NULL, NULL, NULL, 0, 1, 3, 1, NULL),
-- Hanna: asked, and there is no risk. Una's work has ended: what was recorded stays to be read.
(6, '2026-11-08', '2026-11-08 09:00:00', 'Asked, no.', NULL, 0, 0, 'none', NULL, NULL, 4, 3, NULL),
(7, '2026-11-08', '2026-11-08 09:00:00', 'Then.', NULL, 1, NULL, NULL, NULL, NULL, 5, 1, NULL);

-- Work of Wanda's that ended for each reason there was (test_closings).
INSERT INTO caseload_client ("id", "public_id", "reference", "key", "name", "created_at", "agency_id") VALUES
  (100, '00000000000000000000000000000100', 'E-0', 'e-0', 'Ended 0', '2026-11-22 12:00:00', 1),
  (101, '00000000000000000000000000000101', 'E-1', 'e-1', 'Ended 1', '2026-11-22 12:00:00', 1),
  (102, '00000000000000000000000000000102', 'E-2', 'e-2', 'Ended 2', '2026-11-22 12:00:00', 1),
  (103, '00000000000000000000000000000103', 'E-3', 'e-3', 'Ended 3', '2026-11-22 12:00:00', 1),
  (104, '00000000000000000000000000000104', 'E-4', 'e-4', 'Ended 4', '2026-11-22 12:00:00', 1),
  (105, '00000000000000000000000000000105', 'E-5', 'e-5', 'Ended 5', '2026-11-22 12:00:00', 1),
  (106, '00000000000000000000000000000106', 'E-6', 'e-6', 'Ended 6', '2026-11-22 12:00:00', 1);
INSERT INTO caseload_episode ("id", "public_id", "started_on", "ended_on", "ended_because", "version", "client_id", "worker_id") VALUES
  (100, '11111111111111111111111111111100', '2026-09-27', '2026-11-20', 'client_wish', 1, 100, 1),
  (101, '11111111111111111111111111111101', '2026-09-27', '2026-11-20', 'goals_reached', 1, 101, 1),
  (102, '11111111111111111111111111111102', '2026-09-27', '2026-11-20', 'transfer', 1, 102, 1),
  (103, '11111111111111111111111111111103', '2026-09-27', '2026-11-20', 'referred_on', 1, 103, 1),
  (104, '11111111111111111111111111111104', '2026-09-27', '2026-11-20', 'no_progress', 1, 104, 1),
  (105, '11111111111111111111111111111105', '2026-09-27', '2026-11-20', 'no_contact', 1, 105, 1),
  (106, '11111111111111111111111111111106', '2026-09-27', '2026-11-20', 'other', 1, 106, 1);
INSERT INTO reviews_closing ("id", "at", "on", "ending", "words", "notice", "continuity", "risk_words",
  "mandate_words", "lacking", "risk", "mandated", "by_id", "episode_id") VALUES
  (100, '2026-11-20 12:00:00', '2026-11-20', 'client_wish', 'Said then', 'Twice', 'Knows the way back', 'Looked at', '', '["E.1-not-consulted"]', 0, 1, 1, 100),
  (101, '2026-11-20 12:00:00', '2026-11-20', 'goals_reached', 'Said then', 'Twice', 'Knows the way back', 'Looked at', '', '["E.1-not-consulted"]', 0, 1, 1, 101),
  (102, '2026-11-20 12:00:00', '2026-11-20', 'transfer', 'Said then', 'Twice', 'Knows the way back', 'Looked at', '', '["E.1-not-consulted"]', 0, 1, 1, 102),
  (103, '2026-11-20 12:00:00', '2026-11-20', 'referred_on', 'Said then', 'Twice', 'Knows the way back', 'Looked at', '', '["E.1-not-consulted"]', 0, 1, 1, 103),
  (104, '2026-11-20 12:00:00', '2026-11-20', 'no_progress', 'Said then', 'Twice', 'Knows the way back', 'Looked at', '', '["E.1-not-consulted"]', 0, 1, 1, 104),
  (105, '2026-11-20 12:00:00', '2026-11-20', 'no_contact', 'Said then', 'Twice', 'Knows the way back', 'Looked at', '', '["E.1-not-consulted"]', 0, 1, 1, 105),
  (106, '2026-11-20 12:00:00', '2026-11-20', 'other', 'Said then', 'Twice', 'Knows the way back', 'Looked at', '', '["E.1-not-consulted"]', 0, 1, 1, 106);
