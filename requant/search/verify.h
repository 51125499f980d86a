// Scores of a front on samples that the search has not looked at.
#pragma once

#include "requant/search/front.h"
#include "requant/search/scorer.h"
#include "requant/search/team.h"

namespace requant::search {

// A search chooses what scored high on its samples, and part of that is luck: on other samples the
// chosen ones score lower. Scores the points and the references again, by a scorer of samples that
// were not searched on; the points stay the same. The same on every process of a team. Throws
// Error as the scorer.
void verify(Front& front, const Scorer& scorer, Team& team);

}  // namespace requant::search
