/* track.h - a production for stories about the tracker. */
#ifndef E2E_TRACK_H
#define E2E_TRACK_H

#define NOWHERE "2d1f1d52-6a57-4a2e-8a8d-3d6a3d1b8f11"
/* A production with everybody in its team but the outsider: {project}; {manager}, {supervisor},
 * {user}, {client}, {vendor} are tokens, {manager_id} ... whose; {outsider} is a manager elsewhere;
 * {character} and {prop} are types of assets. more: members of the production, with a comma. */
void production_new(const char *more);
#endif
