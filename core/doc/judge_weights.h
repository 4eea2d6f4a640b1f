/* judge_weights.h - what each feature of a candidate counts for.
 * Written by scripts/dev/train-judge from the annotated pages that it is given:
 * gradient ascent on the expected F1, 30 rounds, rate 0.3, decay 0.001, heat 3.
 * Owns: nothing. Threads: any. Included by judge.c alone. */
static const double judge_weights[MH_JUDGE_FEATURES] = {
    [MH_JUDGE_FIRST] = 0.506,      [MH_JUDGE_LOOSE] = -0.776,   [MH_JUDGE_SHARE] = 0.729,
    [MH_JUDGE_PURITY] = -0.640,    [MH_JUDGE_LENGTH] = 0.497,   [MH_JUDGE_SHORT] = 0.194,
    [MH_JUDGE_LINKS] = -0.211,     [MH_JUDGE_RANK] = 1.560,     [MH_JUDGE_DESCRIPTION] = 0.557,
    [MH_JUDGE_NEAR] = 0.065,       [MH_JUDGE_BEFORE] = -0.187,  [MH_JUDGE_PHRASES] = 0.120,
    [MH_JUDGE_PARAGRAPHS] = 1.276, [MH_JUDGE_AGREES] = 0.381,   [MH_JUDGE_VOTES] = 0.438,
    [MH_JUDGE_HEADING] = -0.194,   [MH_JUDGE_DOUBTED] = -1.627, [MH_JUDGE_MOST] = 0.895,
    [MH_JUDGE_TITLE] = 0.905,      [MH_JUDGE_LITTLE] = -0.395,  [MH_JUDGE_GAIN] = 0.588,
    [MH_JUDGE_COMMENTS] = -0.215,  [MH_JUDGE_HEADED] = 0.074,   [MH_JUDGE_WIDE] = -0.312,
    [MH_JUDGE_LEFT_OUT] = -0.460,  [MH_JUDGE_TEASERS] = -0.528,
};
