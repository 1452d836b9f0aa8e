/*
 * kinds.h - the jobs of the footage family.
 *
 *   parse       subject: the source; input {"project_id"?, "threshold"?, "min_scene_len"?,
 *               "method"?}; result {"source_id", "scenes"}
 *   storyboard  subject: the scene, after a cut moved; result {"scene_id", "pictures"}, or
 *               {"scene_id", "stale": true} if it moved again meanwhile
 *   analyse     subject: the scene; input {"photo"?: hash of a blob}; result: the analysis
 *   render      subject: the scene; result {"scene_id", "files": [{name, type, bytes}], "loudness"}
 *
 * Stands on base, db, store, job.
 */
#ifndef FOOTAGE_KINDS_H
#define FOOTAGE_KINDS_H
#include "model/job/kind.h"

/* NULL-ended. */
extern const struct job_kind *const footage_kinds[];

extern const struct job_kind footage_parse, footage_storyboard, footage_analyse, footage_render;
#endif
