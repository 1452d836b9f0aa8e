/* kinds.c - see kinds.h. */
#include "model/studio/kinds.h"
#include "model/design/task.h"
#include "model/footage/kinds.h"
#include "model/preview/build.h"
#include "model/preview/kinds.h"
#include "model/shots/clip.h"
#include "model/still/still.h"
#include "model/video/kinds.h"

const struct job_kind *const all_kinds[] = { &footage_parse, &footage_storyboard,
                                             &footage_analyse, &shots_render,
                                             &video_process, &video_ladder,
                                             &still_measure, &still_probe,
                                             &design_zip,
                                             &preview_picture, &preview_movie,
                                             &preview_frame, &preview_cover, &preview_look,
                                             &preview_small, &preview_avatar,
                                             &preview_playlist, NULL };
