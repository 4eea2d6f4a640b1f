#include "text/classify_priv.h"

#include <math.h>
#include <stdlib.h>

#define INDEX_BITS 16

void mh_vocabulary_index(mh_vocabulary *v) {
    size_t buckets = (size_t)1 << INDEX_BITS;
    v->index = mh_alloc_array(buckets + 1, sizeof *v->index);
    for (size_t i = 0, b = 0; b <= buckets; b++) {
        while (i < v->len && (v->keys[i] >> (32 - INDEX_BITS)) < b) i++;
        v->index[b] = (uint32_t)i;
    }
}

void mh_vocabulary_fit(mh_vocabulary *v, const mh_feature *f, size_t n, size_t texts) {
    uint32_t *keys = mh_alloc_array(n + 1, sizeof *keys);
    uint32_t *spare = mh_alloc_array(n + 1, sizeof *spare);
    for (size_t i = 0; i < n; i++) keys[i] = f[i].key;
    mh_features_sort(keys, spare, n);
    size_t distinct = 0;
    for (size_t i = 0; i < n; i++) distinct += i == 0 || keys[i] != keys[i - 1];
    *v = (mh_vocabulary){0};
    v->keys = mh_alloc_array(distinct + 1, sizeof *v->keys);
    v->idf = mh_alloc_array(distinct + 1, sizeof *v->idf);
    for (size_t i = 0, next = 0; i < n; i = next) {
        while (next < n && keys[next] == keys[i]) next++;
        v->keys[v->len] = keys[i];
        v->idf[v->len++] = (float)(1 + log((1 + (double)texts) / (1 + (double)(next - i))));
    }
    mh_vocabulary_index(v);
    free(keys);
    free(spare);
}

void mh_vocabulary_clear(mh_vocabulary *v) {
    free(v->keys);
    free(v->idf);
    free(v->index);
    *v = (mh_vocabulary){0};
}

size_t mh_vocabulary_find(const mh_vocabulary *v, uint32_t key) {
    if (v->len == 0) return SIZE_MAX;
    size_t from = v->index[key >> (32 - INDEX_BITS)], to = v->index[(key >> (32 - INDEX_BITS)) + 1];
    while (from < to) {
        size_t mid = (from + to) / 2;
        if (v->keys[mid] == key) return mid;
        if (v->keys[mid] < key)
            from = mid + 1;
        else
            to = mid;
    }
    return SIZE_MAX;
}

void mh_vocabulary_values(const mh_vocabulary *v, mh_cells text, float *out) {
    double length[2] = {0, 0};
    for (size_t i = 0; i < text.len; i++) {
        uint32_t r = text.ptr[i].row, times = text.ptr[i].n;
        out[i] = times == 1 ? v->idf[r] : (1 + logf((float)times)) * v->idf[r]; /* mostly 1 */
        length[mh_feature_family(v->keys[r]) == MH_FAMILY_GRAM] += (double)(out[i] * out[i]);
    }
    float by[2];
    for (int k = 0; k < 2; k++) by[k] = length[k] > 0 ? (float)(1 / sqrt(length[k])) : 0;
    for (size_t i = 0; i < text.len; i++)
        out[i] *= by[mh_feature_family(v->keys[text.ptr[i].row]) == MH_FAMILY_GRAM];
}
