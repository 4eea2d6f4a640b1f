-- the smallest loop
-- must: killed; exit: timeout
::a:: goto a
