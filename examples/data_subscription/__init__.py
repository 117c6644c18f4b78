"""A subscription to market prices: the application that the tests beside it test.

    subscription   takes a data set of AWS Data Exchange and has its revisions exported to a bucket
    loader         a Lambda function that loads what was exported:   Auto-export Job Completed -> PricesLoaded
                                                                     Auto-export Job Failed    -> PricesMissing

It is plain boto3, with clients made when a module is imported. Nothing in it knows that it is tested.
"""

from __future__ import annotations
