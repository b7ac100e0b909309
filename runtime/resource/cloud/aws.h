// What EC2 and EKS share: the instance metadata service, version 2 only (a session token first, then the questions with
// it).
#pragma once

#include "runtime/resource/cloud/provider.h"

namespace telinject::aws {

bool metadata_is_allowed(const Environment &env); // AWS_EC2_METADATA_DISABLED
void put_endpoint(const Environment &env, TextBuffer &out);
void start(const Environment &env, Detection &detection);
void on_response(Detection &detection, const DetectorResponse &response);

} // namespace telinject::aws
