# libtorch as the target requant_libtorch, where it is there: Debian's (libtorch-dev), or the one inside of a
# PyTorch that REQUANT_TORCH names (the folder `torch` of its installation; 2.7 or later, older ones have another
# C++ ABI). Sets REQUANT_HAS_LIBTORCH.
set(REQUANT_TORCH "" CACHE PATH "The folder of a PyTorch whose libtorch is used; empty: Debian's libtorch-dev")
set(REQUANT_HAS_LIBTORCH OFF)
if(REQUANT_TORCH)
  set(torch_include ${REQUANT_TORCH}/include)
  set(torch_hints PATHS ${REQUANT_TORCH}/lib NO_DEFAULT_PATH)
else()
  set(torch_include /usr/include)
  set(torch_hints "")
endif()
foreach(library torch torch_cpu c10 torch_cuda c10_cuda)
  unset(found_${library} CACHE)
  find_library(found_${library} ${library} ${torch_hints})
endforeach()
if(EXISTS ${torch_include}/torch/csrc/api/include/torch/torch.h AND found_torch_cpu AND found_c10)
  set(REQUANT_HAS_LIBTORCH ON)
  add_library(requant_libtorch INTERFACE)
  # A folder apart for /usr/include, which is no place for -isystem.
  if(REQUANT_TORCH)
    target_include_directories(requant_libtorch SYSTEM INTERFACE ${torch_include})
  endif()
  target_include_directories(requant_libtorch SYSTEM INTERFACE ${torch_include}/torch/csrc/api/include)
  # CUDA's kernels register themselves; nothing asks for them by name.
  if(found_torch_cuda)
    target_link_libraries(requant_libtorch INTERFACE -Wl,--no-as-needed ${found_torch_cuda} ${found_c10_cuda}
                                                     -Wl,--as-needed)
  endif()
  target_link_libraries(requant_libtorch INTERFACE ${found_torch_cpu} ${found_c10})
elseif(REQUANT_TORCH)
  message(FATAL_ERROR "REQUANT_TORCH=${REQUANT_TORCH} holds no libtorch; name the folder 'torch' of a PyTorch")
endif()
