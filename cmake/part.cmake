# requant_part(NAME [LIBS lib...]): the static library requant_NAME of all sources below the current folder
# (tests, *_test.cc, become the test program NAME_test). LIBS are linked publicly.
function(requant_part name)
  cmake_parse_arguments(PART "" "" "LIBS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cc$")
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  add_library(requant_${name} STATIC ${sources})
  target_include_directories(requant_${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(requant_${name} PUBLIC ${PART_LIBS})
  if(REQUANT_TESTS AND tests)
    requant_test(${name}_test SOURCES ${tests} LIBS requant_${name})
  endif()
endfunction()

# requant_test(NAME SOURCES source... [LIBS lib...]): a GoogleTest program that ctest runs as NAME.
function(requant_test name)
  cmake_parse_arguments(TEST "" "" "SOURCES;LIBS" ${ARGN})
  add_executable(${name} ${TEST_SOURCES})
  target_link_libraries(${name} PRIVATE ${TEST_LIBS} GTest::gtest GTest::gtest_main)
  add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
endfunction()
