/* judge_weights.h - what each feature of a candidate counts for.
 * Written by scripts/dev/train-judge from the annotated pages that it is given:
 * gradient ascent on the expected F1, 60 rounds, rate 0.3, decay 0.0005, heat 3.
 * Owns: nothing. Threads: any. Included by judge.c alone. */
static const double judge_weights[MH_JUDGE_FEATURES] = {
    [MH_JUDGE_FIRST] = 0.110,      [MH_JUDGE_LOOSE] = -1.077,  [MH_JUDGE_SHARE] = 2.470,
    [MH_JUDGE_PURITY] = -0.636,    [MH_JUDGE_LENGTH] = 1.114,  [MH_JUDGE_SHORT] = 0.183,
    [MH_JUDGE_LINKS] = -0.960,     [MH_JUDGE_RANK] = 2.518,    [MH_JUDGE_DESCRIPTION] = 2.370,
    [MH_JUDGE_NEAR] = -0.076,      [MH_JUDGE_BEFORE] = -0.448, [MH_JUDGE_PHRASES] = 0.527,
    [MH_JUDGE_PARAGRAPHS] = 0.895, [MH_JUDGE_AGREES] = 1.699,  [MH_JUDGE_VOTES] = -0.206,
    [MH_JUDGE_HEADING] = -1.589,
};
