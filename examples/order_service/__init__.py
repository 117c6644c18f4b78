"""An event-driven order service: the application that the tests beside it test.

    orders         takes orders and announces them:                 OrderPlaced
    billing        a Lambda function that charges the customer:     OrderPlaced -> OrderPaid or PaymentDeclined
    notifications  a Lambda function that writes to the customer:   OrderPaid, PaymentDeclined -> an email
    warehouse      a worker that packs paid orders from a queue:    OrderPaid

It is plain boto3, with clients made when a module is imported. Nothing in it knows that it is tested.
"""

from __future__ import annotations
