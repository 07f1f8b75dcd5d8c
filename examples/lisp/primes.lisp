; Primes below 100000, counted by all processors.

(define (prime n)
  (if (< n 2)
    false
    (let ((d 2) (found false))
      (while (and (not found) (<= (* d d) n))
        (if (= (% n d) 0) (set! found true))
        (set! d (+ d 1)))
      (not found))))

; How many there are in the thousand numbers from 1000 * part on.
(define (count part)
  (let ((n (* part 1000)) (end (* (+ part 1) 1000)) (found 0))
    (while (< n end)
      (if (prime n) (set! found (+ found 1)))
      (set! n (+ n 1)))
    found))

(print "primes:" (sum (pmap count (range 100))))
