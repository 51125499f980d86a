# requant_part(NAME [UNITY] [EXCLUDE regex] [LIBS lib...]): the static library requant_NAME of all sources below the
# current folder whose paths do not match EXCLUDE (tests, *_test.cc, become the test program NAME_test). LIBS are
# linked publicly. UNITY: always compiled several files at a time, for headers that take long.
function(requant_part name)
  cmake_parse_arguments(PART "UNITY" "EXCLUDE" "LIBS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  if(PART_EXCLUDE)
    list(FILTER sources EXCLUDE REGEX "${PART_EXCLUDE}")
  endif()
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cc$")
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  add_library(requant_${name} STATIC ${sources})
  if(REQUANT_UNITY OR PART_UNITY)
    set_target_properties(requant_${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 12)
    # GCC takes a file that another one includes for a header, where unnamed namespaces do harm.
    target_compile_options(requant_${name} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
  endif()
  target_include_directories(requant_${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(requant_${name} PUBLIC ${PART_LIBS})
  if(REQUANT_TESTS AND tests)
    requant_test(${name}_test SOURCES ${tests} LIBS requant_${name})
  endif()
endfunction()

# requant_cold(TARGET): no work is done in it, so that a sanitizer build compiles it fast instead.
function(requant_cold target)
  if(REQUANT_SANITIZE)
    target_compile_options(${target} PRIVATE -O0)
  endif()
endfunction()

# requant_test(NAME SOURCES source... [LIBS lib...] [LABELS label...]): a GoogleTest program that
# ctest runs as NAME. The label `oracle` keeps a long comparison with another runtime out of the
# sanitizer run.
function(requant_test name)
  cmake_parse_arguments(TEST "" "" "SOURCES;LIBS;LABELS" ${ARGN})
  add_executable(${name} ${TEST_SOURCES})
  requant_cold(${name})
  target_link_libraries(${name} PRIVATE ${TEST_LIBS} GTest::gtest GTest::gtest_main)
  add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES LABELS "${TEST_LABELS}")
endfunction()

# requant_script_test(NAME COMMAND command... [LABELS label...]): a script that ctest runs as NAME;
# exit status 77 says that it skipped.
function(requant_script_test name)
  cmake_parse_arguments(TEST "" "" "COMMAND;LABELS" ${ARGN})
  add_test(NAME ${name} COMMAND ${TEST_COMMAND} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES SKIP_RETURN_CODE 77 LABELS "${TEST_LABELS}")
endfunction()

# requant_bench(NAME SOURCES source... [LIBS lib...]): a Google Benchmark program.
function(requant_bench name)
  cmake_parse_arguments(BENCH "" "" "SOURCES;LIBS" ${ARGN})
  add_executable(${name} ${BENCH_SOURCES})
  target_link_libraries(${name} PRIVATE ${BENCH_LIBS} benchmark::benchmark benchmark::benchmark_main)
endfunction()
