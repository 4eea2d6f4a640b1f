/* block_weights.h - what each feature of a block counts for.
 * Written by scripts/dev/train-blocks from the annotated pages that it is given:
 * logistic regression by Adagrad, 40 rounds, rate 0.2, decay 1e-05.
 * Owns: nothing. Threads: any. Included by block_class.c alone. */
static const float block_weights[MH_BLOCK_FEATURES] = {
    [MH_BLOCK_BIAS] = -0.11F,       [MH_BLOCK_LENGTH] = 0.64F,
    [MH_BLOCK_TINY] = 0.05F,        [MH_BLOCK_LONG] = 0.53F,
    [MH_BLOCK_LINKS] = -1.89F,      [MH_BLOCK_ALL_LINK] = 0.43F,
    [MH_BLOCK_STOPS] = 0.42F,       [MH_BLOCK_COMMAS] = 0.62F,
    [MH_BLOCK_BOLD] = -0.46F,       [MH_BLOCK_P] = 0.21F,
    [MH_BLOCK_HEADING] = -0.93F,    [MH_BLOCK_ITEM] = 0.88F,
    [MH_BLOCK_CELL] = 1.77F,        [MH_BLOCK_DIV] = -1.12F,
    [MH_BLOCK_QUOTE] = 1.85F,       [MH_BLOCK_STOCK] = -4.83F,
    [MH_BLOCK_TITLED] = 1.24F,      [MH_BLOCK_PREV_GOOD] = -0.06F,
    [MH_BLOCK_NEXT_GOOD] = 0.35F,   [MH_BLOCK_PREV_LINKS] = -0.85F,
    [MH_BLOCK_NEXT_LINKS] = -0.56F, [MH_BLOCK_NEAR_GOOD] = -0.38F,
    [MH_BLOCK_BROTHER] = 0.64F,     [MH_BLOCK_PARENT_LINKS] = -0.52F,
    [MH_BLOCK_PARENT_GOOD] = 1.29F, [MH_BLOCK_GRAND_GOOD] = 0.37F,
    [MH_BLOCK_DROPPED] = -1.85F,    [MH_BLOCK_DROPPED_BIG] = -0.37F,
    [MH_BLOCK_NAMED] = 0.34F,       [MH_BLOCK_WELL_NAMED] = 0.33F,
    [MH_BLOCK_COMMENT] = -2.85F,    [MH_BLOCK_META] = -1.33F,
    [MH_BLOCK_CAPTION] = -1.93F,    [MH_BLOCK_LISTING] = -0.12F,
    [MH_BLOCK_HIDDEN] = -0.59F,     [MH_BLOCK_IN_ARTICLE] = 0.59F,
    [MH_BLOCK_IN_ASIDE] = -2.04F,   [MH_BLOCK_BEFORE] = -2.29F,
    [MH_BLOCK_AFTER] = -0.13F,      [MH_BLOCK_PLACE] = -1.68F,
};
