// Boost.JSON is used header-only: its code is compiled here, once.
#include <boost/json/src.hpp>
