WANTED = -Wall -Wextra -Werror -DFACTOR=3
