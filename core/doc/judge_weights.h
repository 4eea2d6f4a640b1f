/* judge_weights.h - what each feature of a candidate counts for.
 * Written by scripts/dev/train-judge from the annotated pages that it is given:
 * gradient ascent on the expected F1, 60 rounds, rate 0.3, decay 0.001, heat 4.
 * Owns: nothing. Threads: any. Included by judge.c alone. */
static const double judge_weights[MH_JUDGE_FEATURES] = {
    [MH_JUDGE_FIRST] = 0.160,      [MH_JUDGE_LOOSE] = -0.656,   [MH_JUDGE_SHARE] = 0.842,
    [MH_JUDGE_PURITY] = -1.145,    [MH_JUDGE_LENGTH] = 0.476,   [MH_JUDGE_SHORT] = 0.083,
    [MH_JUDGE_LINKS] = -0.138,     [MH_JUDGE_RANK] = 1.705,     [MH_JUDGE_DESCRIPTION] = 1.430,
    [MH_JUDGE_NEAR] = -0.295,      [MH_JUDGE_BEFORE] = -0.046,  [MH_JUDGE_PHRASES] = 0.257,
    [MH_JUDGE_PARAGRAPHS] = 1.376, [MH_JUDGE_AGREES] = 0.826,   [MH_JUDGE_VOTES] = 0.516,
    [MH_JUDGE_HEADING] = -0.306,   [MH_JUDGE_DOUBTED] = -1.527, [MH_JUDGE_MOST] = 1.401,
    [MH_JUDGE_TITLE] = 0.556,      [MH_JUDGE_LITTLE] = -0.346,  [MH_JUDGE_GAIN] = 0.226,
    [MH_JUDGE_COMMENTS] = -0.146,  [MH_JUDGE_HEADED] = 0.081,   [MH_JUDGE_WIDE] = -0.735,
    [MH_JUDGE_LEFT_OUT] = 0.037,   [MH_JUDGE_TEASERS] = -0.651,
};
