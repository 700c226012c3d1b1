// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IGPUVault} from "../src/IGPUVault.sol";
import {HookToken, MoodyToken, SilentToken} from "./support/OddTokens.sol";
import {ReentrantAccount} from "./support/Receivers.sol";
import {Token} from "./support/Token.sol";
import {OfToken} from "./support/VaultKind.sol";
import {VaultTest} from "./support/VaultTest.sol";

contract OddTokensTest is VaultTest, OfToken {
    function _makeToken() internal override returns (Token) {
        return new MoodyToken();
    }

    function _mood(MoodyToken.Mood mood) private {
        MoodyToken(address(token)).setMood(mood);
    }

    function _refuseDeposit(MoodyToken.Mood mood, uint256 received) private {
        _give(customer, 1000);
        _mood(mood);
        _refuse(IGPUVault.TransferMismatch.selector, received, 1000);
        vm.prank(customer);
        vault.deposit(1000);
    }

    function test_aTokenThatKeepsAFeeIsRefused() public {
        _refuseDeposit(MoodyToken.Mood.KeepsAFee, 990);
    }

    function test_aTokenThatAddsABonusIsRefused() public {
        _refuseDeposit(MoodyToken.Mood.AddsABonus, 1010);
    }

    function test_aTokenThatSaysNoIsRefusedWhetherOrNotItMoves() public {
        _refuseDeposit(MoodyToken.Mood.SaysNoAndStays, 0);
        _refuseDeposit(MoodyToken.Mood.SaysNoAndMoves, 0);
    }

    function test_aTokenThatOnlySaysYesIsRefused() public {
        _refuseDeposit(MoodyToken.Mood.SaysYesAndStays, 0);
    }

    function test_aTokenThatRevertsIsRefused() public {
        _refuseDeposit(MoodyToken.Mood.Reverts, 0);
    }

    function test_aTokenThatAnswersNothingWorks() public {
        SilentToken silent = new SilentToken();
        vault = _makeVault(address(silent));
        silent.mint(customer, 1000);
        vm.startPrank(customer);
        vault.deposit(1000);
        vault.withdraw(400, stranger);
        vm.assertEq(vault.balanceOf(customer), 600);
        vm.assertEq(silent.balanceOf(stranger), 400);
    }

    function test_aTokenThatStartsToChargeDoesNotLockWhatIsInside() public {
        _deposit(customer, 1000);
        _mood(MoodyToken.Mood.KeepsAFee);
        vm.prank(customer);
        vault.withdraw(1000, customer);
        vm.assertEq(_moneyOf(customer), 990);
        vm.assertEq(_moneyOf(address(vault)), 0);
    }

    function test_aFailedPaymentLeavesTheBalance() public {
        _deposit(customer, 1000);
        MoodyToken.Mood[3] memory moods =
            [MoodyToken.Mood.Reverts, MoodyToken.Mood.SaysNoAndStays, MoodyToken.Mood.SaysNoAndMoves];
        for (uint256 i = 0; i < 3; ++i) {
            _mood(moods[i]);
            _refuse(IGPUVault.TransferMismatch.selector, 0, 1000);
            vm.prank(customer);
            vault.withdraw(1000, customer);
        }
        _mood(MoodyToken.Mood.Honest);
        vm.prank(customer);
        vault.withdraw(1000, customer);
        vm.assertEq(_moneyOf(customer), 1000);
    }

    function test_endingWorksWhateverTheTokenDoes() public {
        _openRental(1);
        _openRental(2);
        _pass(1000);
        for (uint8 mood = 1; mood <= uint8(MoodyToken.Mood.Reverts); ++mood) {
            MoodyToken(address(token)).setMood(MoodyToken.Mood(mood));
            _settle(1, 100 * uint32(mood), false);
        }
        MoodyToken(address(token)).burn(address(vault));
        _settle(1, 1000, true);
        vm.assertEq(vault.balanceOf(provider) + vault.balanceOf(feeRecipient), 1000e15);
        _settle(2, 0, true);
    }

    function test_endingWorksWhenATokenHasUnmadeMoneyAndBalancesAreFull() public {
        _openRental(1);
        MoodyToken(address(token)).burn(address(vault));
        _deposit(provider, type(uint256).max);
        MoodyToken(address(token)).burn(address(vault));
        _deposit(feeRecipient, type(uint256).max);
        MoodyToken(address(token)).burn(address(vault));
        _deposit(customer, type(uint256).max);
        _pass(1000);
        _settle(1, 1000, true);
        vm.assertEq(vault.balanceOf(provider), type(uint256).max);
        vm.assertFalse(vault.rental(1).open);
    }

    function test_reclaimingWorksWhateverTheTokenDoes() public {
        for (uint8 mood = 1; mood <= uint8(MoodyToken.Mood.Reverts); ++mood) {
            _mood(MoodyToken.Mood.Honest);
            _openRental(mood);
            _mood(MoodyToken.Mood(mood));
            _pass(TERM + 7 days);
            vault.reclaim(mood);
            vm.assertEq(vault.balanceOf(customer), HOLD * mood);
        }
    }
}

/// @dev Callbacks in the middle of a payment, by a token that has them.
contract TokenCallbacksTest is VaultTest, OfToken {
    ReentrantAccount private _account;

    function _makeToken() internal override returns (Token) {
        return new HookToken();
    }

    function setUp() public override {
        super.setUp();
        _deposit(customer, 1000);
        _account = new ReentrantAccount(vault);
        _account.approve(token);
        token.mint(address(_account), 500);
        _account.deposit(100);
    }

    function test_withdrawingTwiceAtOnceGivesWhatIsThere() public {
        _account.withdrawTwice(60, 40, false);
        vm.assertEq(vault.balanceOf(address(_account)), 0);
        vm.assertEq(_moneyOf(address(_account)), 500);
        vm.assertEq(_moneyOf(address(vault)), 1000);
    }

    function test_withdrawingMoreThanIsThereHarmsTheAccountAlone() public {
        vm.expectRevert();
        _account.withdrawTwice(60, 41, false);
        vm.assertEq(_moneyOf(address(vault)), 1100);
    }

    function test_aDepositWithinADepositIsCountedOnce() public {
        vm.expectRevert(abi.encodeWithSelector(IGPUVault.TransferMismatch.selector, 50, 30));
        _account.depositTwice(30, 20, true);
        vm.assertEq(vault.balanceOf(address(_account)), 100);
    }

    function test_aWithdrawalWithinADepositSpoilsIt() public {
        vm.expectRevert(abi.encodeWithSelector(IGPUVault.TransferMismatch.selector, 10, 30));
        _account.depositTwice(30, 20, false);
        vm.expectRevert(abi.encodeWithSelector(IGPUVault.TransferMismatch.selector, 0, 30));
        _account.depositTwice(30, 50, false);
    }

    function test_aDepositWithinAWithdrawalIsADeposit() public {
        _account.withdrawTwice(60, 20, true);
        vm.assertEq(vault.balanceOf(address(_account)), 60);
        vm.assertEq(_moneyOf(address(vault)), 1060);
    }
}
